package supervisor

import (
	"context"
	"fmt"
	"strings"

	"github.com/galera-aks/galera-aks/member/event"
	"github.com/galera-aks/galera-aks/member/online"
	"github.com/galera-aks/galera-aks/member/state"
	"github.com/galera-aks/galera-aks/member/wsrep"
)

// takeSettings brings mariadbd to the mounted settings, if they are not those that it has, as far as that goes without a
// restart. A member that does not keep up at the moment, or is leaving, is left alone.
func (s *Supervisor) takeSettings(ctx context.Context, run *run) {
	mounted, err := s.server.Mounted()
	report := s.board.Report()
	if err == nil && (report.Settings.Hash == mounted.Hash() || !report.Ready || !report.Wsrep.Synced() || report.Draining) {
		return
	}
	var refused []state.Refusal
	if err == nil {
		refused, err = s.take(ctx, run.settings, mounted)
	}
	if ctx.Err() != nil {
		return
	}
	s.settingsTold.change(s.log, "taking settings over", err)
	if err != nil {
		return
	}
	changed := mounted != run.settings
	run.settings = mounted
	s.board.Update(func(r *state.Report) { r.Settings = state.Settings{Hash: mounted.Hash(), Refused: refused} })
	s.tellSettings(mounted, changed, refused)
}

// take uses a connection of its own, which lives only as long as it is needed: nothing may hold up the one by which
// mariadbd is watched.
func (s *Supervisor) take(ctx context.Context, has, should online.Files) ([]state.Refusal, error) {
	client, err := wsrep.NewClient(s.config.Paths.Socket)
	if err != nil {
		return nil, err
	}
	defer client.Close()
	return online.Take(ctx, client, has, should)
}

func (s *Supervisor) tellSettings(mounted online.Files, changed bool, refused []state.Refusal) {
	if len(refused) == 0 {
		s.log.Info("the settings are as they should be", "hash", mounted.Hash(), "changed", changed)
		return
	}
	var words []string
	for _, r := range refused {
		words = append(words, r.String())
	}
	said := fmt.Sprintf("mariadbd does not take over %s", strings.Join(words, "; "))
	s.log.Warn("settings are refused", "hash", mounted.Hash(), "said", said)
	s.parts.Events.Record(event.SettingsRefused, said)
}
