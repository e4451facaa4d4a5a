package bare

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/galera-aks/galera-aks/lab/host"
	"github.com/galera-aks/galera-aks/lab/inventory"
	"github.com/galera-aks/galera-aks/lab/load/writer"
	"github.com/galera-aks/galera-aks/lab/region"
	"github.com/galera-aks/galera-aks/member/contract"
)

// An Account is the application's in the bare database.
type Account = region.Account

// A Cluster is a bare copy of a database.
type Cluster struct {
	region  *region.Region
	cgroups host.Cgroups
	account Account
	// password is that of state transfers, of which none is needed.
	password string
	members  []member
}

// Start starts a bare member beside each member of a database, with data of its own, and returns once all are Synced. All of
// the database's members must run, each on a node of its own. Whoever calls it stops it, also where it fails.
func Start(ctx context.Context, r *region.Region, d inventory.Database) (*Cluster, error) {
	cgroups, err := host.DetectCgroups()
	if err != nil {
		return nil, err
	}
	c := &Cluster{region: r, cgroups: cgroups, password: rand.Text(), account: Account{User: "bench", Password: rand.Text(), Schema: "bench"}}
	if err := c.design(d); err != nil {
		return c, err
	}
	if err := c.Stop(ctx); err != nil {
		return c, err
	}
	if err := c.install(ctx); err != nil {
		return c, fmt.Errorf("making the bare database: %w", err)
	}
	return c, c.start(ctx)
}

// design finds out what each member is to be.
func (c *Cluster) design(d inventory.Database) error {
	zones := map[string]bool{}
	for ordinal, m := range d.Members {
		if zones[m.Zone] {
			return fmt.Errorf("%s: its node has another member already, and a node has room for one bare member", m.Name)
		}
		zones[m.Zone] = true
		p, err := look(c.region, m)
		if err != nil {
			return err
		}
		c.members = append(c.members, member{pattern: p, name: m.Name, zone: m.Zone, ordinal: ordinal})
	}
	return nil
}

// Target is where clients find the bare member of a zone.
func (c *Cluster) Target(zone string) (writer.Target, error) {
	for _, m := range c.members {
		if m.zone == zone {
			return c.target(m), nil
		}
	}
	return writer.Target{}, fmt.Errorf("zone %s has no bare member", zone)
}

func (c *Cluster) target(m member) writer.Target {
	return writer.Target{
		Address: fmt.Sprintf("%s:%d", m.address, contract.PortSQL),
		User:    c.account.User, Password: c.account.Password, Schema: c.account.Schema,
	}
}

// Stop ends the bare members and removes what they have left.
func (c *Cluster) Stop(ctx context.Context) error {
	const grace = 20 * time.Second
	var problems []error
	for _, m := range c.members {
		problems = append(problems, c.region.Host().Stop(ctx, m.process(), grace), c.cgroups.Remove(m.process()))
	}
	devices, err := host.LoopDevices(c.folder())
	problems = append(problems, err)
	for _, d := range devices {
		problems = append(problems, host.AwaitUnused(ctx, d.Device), host.DetachLoop(d.Device))
	}
	problems = append(problems, os.RemoveAll(c.folder()))
	if err := errors.Join(problems...); err != nil {
		return fmt.Errorf("removing the bare database: %w", err)
	}
	return nil
}

func (c *Cluster) folder(elements ...string) string {
	return c.region.Host().Path(append([]string{"bare"}, elements...)...)
}

func (c *Cluster) image(m member) string { return filepath.Join(c.folder(), m.name, "disk.img") }
