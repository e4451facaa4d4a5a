// Package supervisor is what runs as PID 1 in a member's pod: it finds out whether and how mariadbd may be started,
// watches it, and tells the world.
package supervisor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	"github.com/galera-aks/galera-aks/member/disk"
	"github.com/galera-aks/galera-aks/member/ledger"
	"github.com/galera-aks/galera-aks/member/peers"
	"github.com/galera-aks/galera-aks/member/probe"
	"github.com/galera-aks/galera-aks/member/process"
	"github.com/galera-aks/galera-aks/member/server"
	"github.com/galera-aks/galera-aks/member/state"
	"github.com/galera-aks/galera-aks/member/wsrep"
)

// Writer decides which member takes the application's writes. Its methods may be called from several goroutines.
type Writer interface {
	// Stand makes this member stand for writer; it returns at once and may be called again and again.
	Stand()
	// StandDown makes it step down. It returns when that is done or the context has ended.
	StandDown(ctx context.Context)
	// Holds tells whether this member is the writer.
	Holds() bool
}

// Parts are what a supervisor works with besides its own member.
type Parts struct {
	// Ledger is the cluster's memory.
	Ledger ledger.Ledger
	// Writer decides which member takes writes.
	Writer Writer
	// Finder finds the other members.
	Finder peers.Finder
	// Render renders the options file; nil means serverconfig.Member.
	Render server.Render
	// Log receives the supervisor's log.
	Log *slog.Logger
	// ServerLog receives what MariaDB's programs print.
	ServerLog io.Writer
	// DieWithParent kills mariadbd when the supervisor dies. A container needs no such thing; tests do.
	DieWithParent bool
}

// Supervisor supervises one member.
type Supervisor struct {
	config  Config
	parts   Parts
	log     *slog.Logger
	board   *probe.Board
	markers disk.Markers
	server  *server.Server
	peers   *peers.Peers
	wsrep   *wsrep.Client
	known   knowledge
	// unread is the last reason why the ledger could not be read, for logging each only once.
	unread atomic.Pointer[string]
}

// New returns a supervisor that does nothing yet. The error joins everything wrong with the configuration.
func New(config Config, parts Parts) (*Supervisor, error) {
	config = config.withDefaults()
	if err := config.validate(); err != nil {
		return nil, err
	}
	client, err := wsrep.NewClient(config.Paths.Socket)
	if err != nil {
		return nil, err
	}
	board := probe.NewBoard(state.Report{
		Cluster: config.Cluster, Member: config.Member, Ordinal: config.Ordinal, Zone: config.Zone,
		Address: config.Address, Claim: config.Claim, Phase: state.PhaseInspecting,
	})
	return &Supervisor{
		config: config, parts: parts, log: parts.Log, board: board,
		markers: disk.Markers{Path: config.Paths.Markers},
		server: &server.Server{
			Paths: config.Paths, Cluster: config.Cluster, Member: config.Member, Ordinal: config.Ordinal,
			Address: config.Address, Render: parts.Render, DieWithParent: parts.DieWithParent,
			Log: progressWriter{out: parts.ServerLog, board: board},
		},
		peers: peers.New(parts.Finder, config.Address, config.PeerPort, config.keys()),
		wsrep: client,
	}, nil
}

// Run supervises the member until the context ends; then the member leaves in good order, and Run returns nil. An
// error means that the supervisor itself cannot work. mariadbd's failures are none: it is started again.
func (s *Supervisor) Run(ctx context.Context) error {
	defer s.wsrep.Close()
	if err := s.markers.Prepare(); err != nil {
		return err
	}
	stopServing, err := s.serve()
	if err != nil {
		return err
	}
	defer stopServing()
	background, cancel := context.WithCancel(context.Background())
	defer cancel()
	if os.Getpid() == 1 {
		go process.Reap(background)
	}
	campaign := s.campaign(background)
	pause := newBackoff(s.config.Timing.Backoff)
	for ctx.Err() == nil {
		run, err := s.untilStarted(ctx)
		if err != nil {
			break // the context has ended
		}
		s.watch(ctx, run)
		if ctx.Err() != nil {
			_ = s.during(background, func() error { s.drain(run, campaign); return nil })
			break
		}
		s.ended(run)
		s.sleep(ctx, pause.after(run.synced))
	}
	campaign.stop()
	s.board.Update(func(r *state.Report) {
		r.Phase, r.Draining, r.Running, r.WaitsFor = state.PhaseStopped, true, false, ""
	})
	s.log.Info("the supervisor ends")
	return nil
}

// serve answers probes and peers until the returned function is called.
func (s *Supervisor) serve() (func(), error) {
	listener, err := net.Listen("tcp", s.config.Listen)
	if err != nil {
		return nil, fmt.Errorf("listening for probes: %w", err)
	}
	web := &http.Server{Handler: probe.Handler(s.board, s.config.keys()), ReadHeaderTimeout: 5 * time.Second}
	go func() {
		if err := web.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			s.log.Error("serving probes", "error", err)
		}
	}()
	return func() { _ = web.Close() }, nil
}

// ended notes that mariadbd has ended by itself. From here on nothing is known of the disk until it is read again.
func (s *Supervisor) ended(run *run) {
	s.log.Warn("mariadbd has ended", "how", run.child.Err(), "was", run.kind)
	s.board.Update(func(r *state.Report) {
		r.Phase, r.WaitsFor, r.Running, r.Ready = state.PhaseInspecting, "", false, false
		r.Disk, r.Wsrep = state.Disk{}, state.Wsrep{}
	})
}

// sleep waits, and returns early when the context ends. The loop counts as alive meanwhile.
func (s *Supervisor) sleep(ctx context.Context, length time.Duration) {
	timer := time.NewTimer(length)
	defer timer.Stop()
	s.board.Beat()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
	s.board.Beat()
}
