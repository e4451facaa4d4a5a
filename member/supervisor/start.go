package supervisor

import (
	"errors"
	"time"

	"github.com/galera-aks/galera-aks/member/decide"
	"github.com/galera-aks/galera-aks/member/event"
	"github.com/galera-aks/galera-aks/member/online"
	"github.com/galera-aks/galera-aks/member/process"
	"github.com/galera-aks/galera-aks/member/server"
	"github.com/galera-aks/galera-aks/member/state"
)

// run is one run of mariadbd.
type run struct {
	child *process.Child
	// kind is the action that started it.
	kind decide.Action
	// epoch is the epoch that it takes part in.
	epoch int64
	// started is when it was started.
	started time.Time
	// primary and synced tell whether it ever was.
	primary, synced bool
	// transfer tells that it takes a full state transfer.
	transfer bool
	// answered is when mariadbd last answered.
	answered time.Time
	// connected is when it was last not known to belong to no group.
	connected time.Time
	// seen is when a Primary was last in sight, this member's own included.
	seen time.Time
	// pulse judges whether it hangs.
	pulse pulse
	// settings are those that mariadbd has, as it was started or last brought to. Only the loop that takes settings over
	// uses them.
	settings online.Files
	// given is why it was given up, empty if it was not; failed tells that it did not get anywhere by itself.
	given  string
	failed bool
}

// end says how it ended.
func (r *run) end() error {
	if r.given != "" {
		return errors.New(r.given)
	}
	return r.child.Err()
}

// start starts mariadbd. The report says that it runs before it does, so that no peer ever takes a running member for
// a stopped one.
func (s *Supervisor) start(decision decide.Decision, phase state.Phase, donors []string, options server.Options) (*run, error) {
	group := server.Group{Name: decision.Group, Contacts: decision.Contacts, Donors: donors}
	settings, err := s.server.Configure(group)
	if err != nil {
		return nil, err
	}
	s.board.Update(func(r *state.Report) {
		r.Running, r.Epoch, r.Group, r.Settings = true, decision.Epoch, decision.Group, state.Settings{}
	})
	s.say(phase, "")
	s.known.forgetCommits()
	s.known.setVerdict(decide.Decision{})
	s.board.Progress()
	s.words.Forget()
	child, err := s.server.Start(options)
	if err != nil {
		s.board.Update(func(r *state.Report) { r.Running, r.Epoch, r.Group = false, s.known.identity().Epoch, "" })
		return nil, err
	}
	s.log.Info("mariadbd was started", "to", decision.Action, "epoch", decision.Epoch, "group", decision.Group, "contacts", group.Contacts, "donors", donors, "position", options.Position, "pid", child.PID)
	now := time.Now()
	started := &run{child: child, kind: decision.Action, epoch: decision.Epoch, started: now, seen: now, connected: now, settings: settings}
	if decision.Transfer {
		s.transferBegins(started)
	}
	return started, nil
}

// transferBegins notes that a run takes a full state transfer.
func (s *Supervisor) transferBegins(run *run) {
	run.transfer = true
	s.parts.Events.Record(event.StateTransferStarted, "a full state transfer replaces the data")
}
