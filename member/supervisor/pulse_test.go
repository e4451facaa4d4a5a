package supervisor

import (
	"strings"
	"testing"
	"time"

	"github.com/galera-aks/galera-aks/member/process"
	"github.com/galera-aks/galera-aks/member/state"
)

func TestPulse(t *testing.T) {
	limits := Timing{Halted: 8 * time.Second, Hung: 20 * time.Second, Blocking: 4 * time.Second, Frozen: 30 * time.Second}
	behind := func(v *vital) { v.wsrep.ReceiveQueue, v.ahead = 70, true }
	blocks := func(v *vital) { behind(v); v.wsrep.HoldsBack, v.spared = true, true }
	silent := func(v *vital) { v.answered, v.wsrep = false, state.Wsrep{} }
	tests := []struct {
		name string
		// first changes the look at 0 s, later those from 1 s on.
		first, later func(second int, v *vital)
		// ends is the second at which it is ended, 0 for never within two minutes.
		ends int
		why  string
	}{
		{name: "it is idle"},
		{name: "it is idle and others write", later: func(_ int, v *vital) { v.ahead = true }},
		{name: "it is silent", later: func(_ int, v *vital) { silent(v) }, ends: 20, why: "not answered"},
		{name: "it is silent for a while", later: func(n int, v *vital) {
			if n%15 != 0 {
				silent(v)
			}
		}},
		{name: "it never answered", first: func(_ int, v *vital) { silent(v) }, later: func(_ int, v *vital) { silent(v) }},
		{name: "it is halted", later: func(_ int, v *vital) { silent(v); v.usage.Halted = true }, ends: 8, why: "signal"},
		{name: "its applier stands still", later: func(_ int, v *vital) { behind(v) }, ends: 31, why: "70 write sets"},
		{name: "its applier stands still, and all others wait", later: func(_ int, v *vital) { blocks(v) }, ends: 5, why: "makes all others wait, with 70 write sets"},
		{name: "the same, and without it there would be too few", later: func(_ int, v *vital) { blocks(v); v.spared = false }, ends: 31, why: "70 write sets"},
		{name: "all others wait for one that works on something long", later: func(n int, v *vital) { blocks(v); v.appliers.CPU = time.Duration(n) * time.Second / 10 }},
		{name: "all others wait for one that waits for a processor", later: func(_ int, v *vital) { blocks(v); v.appliers.Runs = true }},
		{name: "all others wait for one that reads slowly", later: func(n int, v *vital) { blocks(v); v.appliers.Bytes = int64(n) << 16 }},
		{name: "all others wait for one that has not caught up since it joined", later: func(_ int, v *vital) { blocks(v); v.wsrep.State = "Joined" }, ends: 31, why: "70 write sets"},
		{name: "its readers are busy, its applier stands still", later: func(n int, v *vital) { blocks(v); v.usage.CPU = time.Duration(n) * time.Second }, ends: 5, why: "makes all others wait"},
		{name: "its applier is slow", later: func(n int, v *vital) { behind(v); v.wsrep.LastCommitted += int64(n / 20) }},
		{name: "its applier works on something long", later: func(n int, v *vital) { behind(v); v.appliers.CPU = time.Duration(n) * time.Second }},
		{name: "its applier waits for the disk", later: func(n int, v *vital) { behind(v); v.usage.Written = int64(n) << 22 }},
		{name: "its applier stands still while it is a donor", later: func(_ int, v *vital) { behind(v); v.wsrep.State = state.StateDonor }},
		{name: "its applier stands still without a Primary", later: func(_ int, v *vital) { behind(v); v.wsrep.ClusterStatus = "non-Primary" }},
		{name: "a queue, and nobody is ahead", later: func(_ int, v *vital) { behind(v); v.ahead = false }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var p pulse
			began := time.Unix(1000, 0)
			for second := range 120 {
				v := vital{at: began.Add(time.Duration(second) * time.Second), answered: true, wsrep: synced().Wsrep, usage: process.Usage{}}
				change := test.later
				if second == 0 {
					change = test.first
				}
				if change != nil {
					change(second, &v)
				}
				if why := p.judge(v, limits); why != "" {
					if second != test.ends || !strings.Contains(why, test.why) {
						t.Errorf("it is ended at %d s because %s, want at %d s because of %q", second, why, test.ends, test.why)
					}
					return
				}
			}
			if test.ends != 0 {
				t.Errorf("it is never ended, want at %d s", test.ends)
			}
		})
	}
}

// A machine that stands still, as for its host's maintenance, stops mariadbd and its supervisor alike.
func TestPulseAfterAStandstill(t *testing.T) {
	limits := Timing{Halted: 8 * time.Second, Hung: 20 * time.Second, Blocking: 4 * time.Second, Frozen: 30 * time.Second}
	var p pulse
	began := time.Unix(1000, 0)
	look := func(second int) string {
		v := vital{at: began.Add(time.Duration(second) * time.Second), answered: true, wsrep: synced().Wsrep, ahead: true, spared: true}
		v.wsrep.ReceiveQueue, v.wsrep.HoldsBack = 70, true
		return p.judge(v, limits)
	}
	for _, second := range []int{0, 1, 60, 61, 62, 63} {
		if why := look(second); why != "" {
			t.Errorf("at %d s it is ended because %s", second, why)
		}
	}
	if why := look(64); why == "" {
		t.Error("it is not ended although it has stood still since")
	}
}
