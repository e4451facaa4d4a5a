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
	"time"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/disk"
	"github.com/galera-aks/galera-aks/member/event"
	"github.com/galera-aks/galera-aks/member/ledger"
	"github.com/galera-aks/galera-aks/member/peers"
	"github.com/galera-aks/galera-aks/member/probe"
	"github.com/galera-aks/galera-aks/member/process"
	"github.com/galera-aks/galera-aks/member/server"
	"github.com/galera-aks/galera-aks/member/state"
	"github.com/galera-aks/galera-aks/member/writer"
	"github.com/galera-aks/galera-aks/member/wsrep"
)

// Parts are what a supervisor works with besides its own member.
type Parts struct {
	// Ledger is the cluster's memory.
	Ledger ledger.Ledger
	// Roles is where it is kept which member takes the application's writes.
	Roles writer.Roles
	// Events are told what happens; nil means that nobody is.
	Events event.Recorder
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
	writer  *writer.Candidate
	known   knowledge
	// words are what mariadbd said last.
	words *server.Words
	// said is when the report last changed what the member waits for, zero once that was told in an event.
	said time.Time
	// ledgerTold and the like keep repeated errors out of the log.
	ledgerTold, peersTold, recordsTold, viewTold, roomTold, settingsTold told
}

// New returns a supervisor that does nothing yet. The error joins everything wrong with the configuration.
func New(config Config, parts Parts) (*Supervisor, error) {
	config = config.withDefaults()
	if err := config.validate(); err != nil {
		return nil, err
	}
	if parts.Events == nil {
		parts.Events = event.Nowhere{}
	}
	client, err := wsrep.NewClient(config.Paths.Socket)
	if err != nil {
		return nil, err
	}
	board := probe.NewBoard(state.Report{
		Cluster: config.Cluster, Member: config.Member, Ordinal: config.Ordinal, Zone: config.Zone,
		Address: config.Address, Claim: config.Claim, Phase: state.PhaseInspecting,
	})
	markers, words := disk.Markers{Path: config.Paths.Markers}, &server.Words{}
	s := &Supervisor{
		config: config, parts: parts, log: parts.Log, board: board,
		markers: markers, words: words,
		server: &server.Server{
			Paths: config.Paths, Cluster: config.Cluster, Member: config.Member, Ordinal: config.Ordinal,
			Address: config.Address, Render: parts.Render, DieWithParent: parts.DieWithParent,
			Log: progressWriter{out: parts.ServerLog, board: board, words: words, transferring: markers.Transferring},
		},
		peers: peers.New(parts.Finder, config.Address, config.PeerPort, config.keys()),
		wsrep: client,
	}
	s.writer = writer.New(writer.Config{
		Pod: contract.Pod(config.Member), Ordinal: config.Ordinal, Roles: parts.Roles, Permit: s.permit, Log: parts.Log,
		Changed: func(pod, reason string) {
			parts.Events.Record(event.WriterChanged, fmt.Sprintf("%s takes the writes, because %s", pod, reason))
		},
	})
	s.known.see(time.Now())
	return s, nil
}

// Run supervises the member until the context ends; then the member leaves in good order, and Run returns nil. An
// error means that the supervisor itself cannot work, or, where it wraps [server.ErrSettings], that mariadbd refuses
// its settings. mariadbd's other failures are none: it is started again.
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
	defer campaign.stop()
	pause := newBackoff(s.config.Timing.Backoff)
	for ctx.Err() == nil {
		run, err := s.untilStarted(ctx)
		if ctx.Err() != nil {
			break
		}
		if err != nil {
			s.stepAside()
			return err
		}
		s.watch(ctx, run)
		if ctx.Err() != nil {
			_ = s.during(background, func() error { s.drain(run); return nil })
			break
		}
		if err := s.ended(ctx, run); err != nil {
			s.stepAside()
			return err
		}
		s.sleep(ctx, pause.after(run.synced))
	}
	s.stepAside()
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
	web := &http.Server{Handler: probe.Handler(s.board, s.config.keys(), s.overview), ReadHeaderTimeout: 5 * time.Second}
	go func() {
		if err := web.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			s.log.Error("serving probes", "error", err)
		}
	}()
	return func() { _ = web.Close() }, nil
}

// overview is the cluster as this member sees it.
func (s *Supervisor) overview() probe.Overview {
	show := probe.Overview{Report: s.board.Report(), Peers: s.known.peers()}
	if entry, seen := s.known.ledger(); seen {
		show.Ledger = &probe.Memory{
			Expected: entry.Expected, Policy: entry.Policy.String(), Answers: s.known.ledgerAnswers(), Record: entry.Record,
		}
	}
	return show
}

// ended notes that mariadbd has ended by itself. From here on nothing is known of the disk until it is read again. The
// error says that mariadbd refuses its settings.
func (s *Supervisor) ended(ctx context.Context, run *run) error {
	s.log.Warn("mariadbd has ended", "how", run.child.Err(), "was", run.kind)
	served := s.board.Report().Ready
	if !run.synced && (run.given == "" || run.failed) && ctx.Err() == nil {
		s.failed(run.end())
	}
	s.board.Update(func(r *state.Report) {
		r.Phase, r.WaitsFor, r.Running, r.Group, r.Ready = state.PhaseInspecting, "", false, "", false
		r.Disk, r.Wsrep, r.Settings = state.Disk{}, state.Wsrep{}, state.Settings{}
	})
	s.known.setComponent(nil)
	if served {
		s.parts.Events.Record(event.ServerEnded, fmt.Sprintf("mariadbd has ended: %v", run.child.Err()))
	}
	if !run.answered.IsZero() || run.given != "" || ctx.Err() != nil {
		return nil
	}
	if err := s.server.CheckSettings(ctx); errors.Is(err, server.ErrSettings) {
		return s.refused(err)
	}
	return nil
}

// refused tells that mariadbd refuses its settings.
func (s *Supervisor) refused(err error) error {
	s.say(state.PhaseHolding, "other settings: "+err.Error())
	s.parts.Events.Record(event.SettingsRefused, err.Error())
	return err
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
