package load

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/galera-aks/galera-aks/lab/application"
	"github.com/galera-aks/galera-aks/lab/fabric"
	"github.com/galera-aks/galera-aks/lab/host"
	"github.com/galera-aks/galera-aks/lab/inventory"
	"github.com/galera-aks/galera-aks/lab/load/writer"
	"github.com/galera-aks/galera-aks/lab/region"
	"github.com/galera-aks/galera-aks/member/contract"
)

func (o Options) withDefaults() Options {
	const rate, connections = 100, 1
	if o.Rate == 0 {
		o.Rate = rate
	}
	if o.Connections == 0 {
		o.Connections = connections
	}
	return o
}

func (o Options) validate() error {
	const maxRate, maxConnections = 10_000, 100
	var problems []error
	if o.Rate < 1 || o.Rate > maxRate {
		problems = append(problems, fmt.Errorf("rate: must be 1 to %d writes a second, got %d", maxRate, o.Rate))
	}
	if o.Connections < 1 || o.Connections > maxConnections {
		problems = append(problems, fmt.Errorf("connections: must be 1 to %d, got %d", maxConnections, o.Connections))
	}
	return errors.Join(problems...)
}

// startPatience is how long Start waits for the first acknowledged write.
const startPatience = 10 * time.Second

// Start begins to write to a database and returns once the first write is acknowledged, or after ten seconds without: a
// database that is away is no error. One load at a time can write to a database.
func Start(ctx context.Context, r *region.Region, d inventory.Database, o Options) error {
	o = o.withDefaults()
	if err := o.validate(); err != nil {
		return err
	}
	if _, running := r.Host().Running(processName(d)); running {
		return fmt.Errorf("database %s: a load writes to it already", d.Name)
	}
	account, err := r.Account(ctx, d)
	if err != nil {
		return err
	}
	work := writer.Order{
		Target:      login(account),
		Table:       "lab_load_" + strings.ToLower(rand.Text()[:10]),
		Interval:    time.Second * time.Duration(o.Connections) / time.Duration(o.Rate),
		Connections: o.Connections,
	}
	work.Target.Address = fmt.Sprintf("%s:%d", d.Address, contract.PortSQL)
	ctx, cancel := context.WithTimeout(ctx, startPatience)
	defer cancel()
	// Making a table takes longer than a write; where it is made before, it is no part of the first gap.
	work.Create = prepare(ctx, work) != nil
	if work.Target.Address, err = privateName(r, d); err != nil {
		return err
	}
	if err := begin(r, d, work); err != nil {
		return err
	}
	return awaitFirst(ctx, r, d)
}

// login is an account's target, without an address.
func login(a region.Account) writer.Target {
	return writer.Target{User: a.User, Password: a.Password, Schema: a.Schema}
}

// privateName is how the application finds the database: by the name in its private DNS zone, or where there is none by
// its address.
func privateName(r *region.Region, d inventory.Database) (string, error) {
	name, err := r.PrivateName(d.Address)
	if err != nil {
		return "", err
	}
	if name == "" {
		name = d.Address
	}
	return fmt.Sprintf("%s:%d", name, contract.PortSQL), nil
}

// prepare makes the table, from the application's host.
func prepare(ctx context.Context, work writer.Order) error {
	c, err := writer.Connect(ctx, work.Target, func(ctx context.Context, network, address string) (net.Conn, error) {
		return host.Dial(ctx, host.NamespacePath(fabric.ApplicationNamespace), network, address)
	}, writer.AnswerPatience)
	if err != nil {
		return err
	}
	defer c.Hangup()
	return c.Exec(ctx, work.Statement())
}

// begin starts the writer's process, with a folder of its own.
func begin(r *region.Region, d inventory.Database, work writer.Order) error {
	if err := os.RemoveAll(folder(r, d)); err != nil {
		return fmt.Errorf("removing an earlier load: %w", err)
	}
	content, err := json.Marshal(work)
	if err != nil {
		return fmt.Errorf("writing the load's order: %w", err)
	}
	if err := host.WriteFile(filepath.Join(folder(r, d), writer.OrderFile), content, 0o600); err != nil {
		return err
	}
	client := application.Host{Hosts: r.HostsFile(), Marker: r.Host().MarkerVariable()}
	_, _, err = r.Host().Start(client.Process(processName(d), r.Agent("load", folder(r, d))...))
	return err
}

// awaitFirst waits for the first acknowledged write, or until the context ends.
func awaitFirst(ctx context.Context, r *region.Region, d inventory.Database) error {
	err := r.Host().AwaitProcess(ctx, processName(d), "the first acknowledged write", func(context.Context) (bool, string, error) {
		h, err := writer.ReadHistory(filepath.Join(folder(r, d), writer.JournalFile))
		return err == nil && len(h.IDs) > 0, "none yet", nil
	})
	if errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return err
}

// Stop ends the load on a database and looks for each acknowledged write on every member, for which members have patience to
// come to be readable. With an error that says that members were not looked at the result is valid all the same, and Stop may
// be called again to look once more.
func Stop(ctx context.Context, r *region.Region, d inventory.Database, patience time.Duration) (Result, error) {
	content, err := os.ReadFile(filepath.Join(folder(r, d), writer.OrderFile))
	if errors.Is(err, os.ErrNotExist) {
		return Result{}, fmt.Errorf("database %s: no load writes to it", d.Name)
	}
	if err != nil {
		return Result{}, fmt.Errorf("reading the load's order: %w", err)
	}
	var work writer.Order
	if err := json.Unmarshal(content, &work); err != nil {
		return Result{}, fmt.Errorf("reading the load's order: %w", err)
	}
	const grace = writer.ConnectPatience + 2*writer.AnswerPatience + time.Second
	if err := r.Host().Stop(ctx, processName(d), grace); err != nil {
		return Result{}, err
	}
	h, err := writer.ReadHistory(filepath.Join(folder(r, d), writer.JournalFile))
	if err != nil {
		return Result{}, errors.Join(err, errors.New("the end of the writer's log:\n"+r.Host().LogTail(processName(d))))
	}
	c, err := r.ControlPlane()
	if err != nil {
		return Result{}, err
	}
	looking, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	look := reader{client: c.Client(), dial: fabric.Open(r.Host()).Dial, database: d, target: work.Target, table: work.Table}
	members, unread := look.read(looking)
	result := judge(d.Name, h, members, unread)
	if len(unread) > 0 {
		return result, fmt.Errorf("database %s: not every member could be looked at; `lab load stop` can be repeated: %v", d.Name, unread)
	}
	return result, retire(folder(r, d))
}

// retire keeps the last load's journal, without its password.
func retire(folder string) error {
	last := folder + ".last"
	err := errors.Join(os.RemoveAll(last), os.Remove(filepath.Join(folder, writer.OrderFile)), os.Rename(folder, last))
	if err != nil {
		return fmt.Errorf("putting the load away: %w", err)
	}
	return nil
}

// Running tells whether a load writes to a database.
func Running(r *region.Region, d inventory.Database) bool {
	_, err := os.Stat(filepath.Join(folder(r, d), writer.OrderFile))
	return err == nil
}

func processName(d inventory.Database) string { return "load-" + d.Namespace + "-" + d.Name }

func folder(r *region.Region, d inventory.Database) string {
	return r.Host().Path("application", "loads", d.Namespace+"-"+d.Name)
}
