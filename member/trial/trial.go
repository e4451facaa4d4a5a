// Package trial tries an image and its settings before any member is touched: it lets the image's server judge the
// settings, makes a cluster of one on a scratch volume with them, as the first member of a new cluster does, and looks
// whether the server takes over what members will have to take over while they run. It runs as a Kubernetes Job in the new
// image with the new settings, and needs neither the cluster nor its data.
package trial

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"syscall"
	"time"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/online"
	"github.com/galera-aks/galera-aks/member/outcome"
	"github.com/galera-aks/galera-aks/member/process"
	"github.com/galera-aks/galera-aks/member/server"
	"github.com/galera-aks/galera-aks/member/serverconfig"
	"github.com/galera-aks/galera-aks/member/wsrep"
)

const (
	// startTime is how long a server without data may take until it serves, and stopTime until it has stopped. Tried on a
	// loaded machine: 6 s and 2 s.
	startTime = time.Minute
	stopTime  = 10 * time.Second
	lookPause = 200 * time.Millisecond

	// scratchBytes stands for the size of the file system; the least that Galera's cache derives from.
	scratchBytes = 1 << 30
)

// Trial is one trial. All fields must be set.
type Trial struct {
	// Paths are where the settings are found and the scratch data is put. The data directory's parent is emptied of it
	// afterwards.
	Paths server.Paths
	// Server is the command of the server that must accept the settings.
	Server string
	// Out takes one line for each step, and what MariaDB's programs print.
	Out io.Writer
	// Render renders the options file; nil means serverconfig.Member.
	Render server.Render
}

// Run runs the trial. The error is [outcome.NeedsSettings] where the image's server cannot run with the settings, in its
// words; any other error is worth another try.
func (t Trial) Run(ctx context.Context) error {
	words := &server.Words{}
	s := &server.Server{
		Paths: t.Paths, Cluster: "trial", Member: "trial-0", Address: "127.0.0.1", Render: t.small, Log: io.MultiWriter(t.Out, words),
	}
	settings, err := s.Mounted()
	if err != nil {
		return &outcome.NeedsSettings{Reason: err.Error()}
	}
	if err := t.accepts(ctx, settings); err != nil {
		return err
	}
	fmt.Fprintln(t.Out, "the server knows all of its settings")
	if err := t.prepare(); err != nil {
		return err
	}
	defer os.RemoveAll(t.Paths.Data)
	if _, err := s.Configure(server.Group{Name: "e1"}); err != nil {
		return err
	}
	if err := s.Install(ctx, server.Application{}); err != nil {
		return t.judge(ctx, "cannot make a database", words, err)
	}
	words.Forget()
	child, err := s.Start(server.Options{NewCluster: true})
	if err != nil {
		return t.judge(ctx, "cannot be started", words, err)
	}
	defer stop(child)
	if err := t.serves(ctx, child); err != nil {
		return t.judge(ctx, "does not start", words, err)
	}
	fmt.Fprintln(t.Out, "the server starts with its settings")
	return t.takes(ctx, settings)
}

// accepts has the server read all settings together.
func (t Trial) accepts(ctx context.Context, settings online.Files) error {
	together := filepath.Join(t.Paths.Run, "trial.cnf")
	if err := os.WriteFile(together, []byte(settings.Server+"\n"+settings.Online), 0o600); err != nil {
		return fmt.Errorf("writing the settings to try: %w", err)
	}
	return ServerAccepts(t.Server, together)(ctx)
}

// prepare makes the passwords of the scratch database. Nobody but this process can log in to it.
func (t Trial) prepare() error {
	if err := os.MkdirAll(t.Paths.Secrets, 0o700); err != nil {
		return fmt.Errorf("preparing the trial: %w", err)
	}
	for _, key := range []string{contract.SecretApplicationPassword, contract.SecretTransferPassword, contract.SecretRootPassword} {
		if err := os.WriteFile(filepath.Join(t.Paths.Secrets, key), []byte("trial"), 0o600); err != nil {
			return fmt.Errorf("preparing the trial: %w", err)
		}
	}
	return nil
}

var cacheSize = regexp.MustCompile(`gcache\.size=[^;"]*`)

// small is the rendering with what costs memory and disk made small. Whether a member has room for what its settings ask
// for is not what is tried here.
func (t Trial) small(facts serverconfig.MemberFacts) (string, error) {
	render := t.Render
	if render == nil {
		render = serverconfig.Member
	}
	facts.FileSystemBytes = scratchBytes
	text, err := render(facts)
	if err != nil {
		return "", err
	}
	text = cacheSize.ReplaceAllString(text, "gcache.size=1M")
	return text + "innodb_buffer_pool_size = 64M\ninnodb_log_file_size = 8M\n", nil
}

// serves waits until the server is the Primary of its cluster of one.
func (t Trial) serves(ctx context.Context, child *process.Child) error {
	client, err := wsrep.NewClient(t.Paths.Socket)
	if err != nil {
		return err
	}
	defer client.Close()
	deadline := time.NewTimer(startTime)
	defer deadline.Stop()
	look := time.NewTicker(lookPause)
	defer look.Stop()
	for {
		if answer, err := client.Ask(ctx); err == nil && answer.Wsrep.Synced() && answer.Wsrep.Ready {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-child.Done():
			return fmt.Errorf("it ended: %w", cmp.Or(child.Err(), errors.New("without an error")))
		case <-deadline.C:
			return fmt.Errorf("it does not serve after %s", startTime)
		case <-look.C:
		}
	}
}

// takes looks whether the server has what members that run will be brought to.
func (t Trial) takes(ctx context.Context, settings online.Files) error {
	client, err := wsrep.NewClient(t.Paths.Socket)
	if err != nil {
		return err
	}
	defer client.Close()
	refused, err := online.Take(ctx, client, settings, settings)
	if err != nil {
		return err
	}
	var problems []error
	for _, r := range refused {
		problems = append(problems, fmt.Errorf("the server does not take over %s", r))
	}
	if err := errors.Join(problems...); err != nil {
		return &outcome.NeedsSettings{Reason: err.Error()}
	}
	fmt.Fprintln(t.Out, "the server takes over what is set while it runs")
	return nil
}

// judge turns a failure into the server's words. An interruption is not the server's fault.
func (t Trial) judge(ctx context.Context, what string, words *server.Words, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("trying the image: %w", context.Cause(ctx))
	}
	return &outcome.NeedsSettings{Reason: fmt.Sprintf("the server of this image %s with these settings: %s (%v)", what, words.Said(), err)}
}

func stop(child *process.Child) {
	child.Signal(syscall.SIGTERM)
	select {
	case <-child.Done():
	case <-time.After(stopTime):
		child.KillGroup()
		<-child.Done()
	}
}
