package writer

import (
	"testing"
	"time"
)

const (
	self  = "orders-1-0"
	first = "orders-0-0"
	third = "orders-2-0"
)

// calm is a ready member beside two others, of which the first is the writer.
func calm() facts {
	return facts{
		self: self, ordinal: 1, lease: Lease{Holder: first}, renewed: time.Hour,
		standing: Standing{Ready: true, Group: []string{first, self, third}, Peers: []Peer{
			{Pod: first, Ordinal: 0, Ready: true}, {Pod: third, Ordinal: 2, Ready: true},
		}},
	}
}

func TestNext(t *testing.T) {
	holds := func(f *facts) { f.lease.Holder = self }
	noPeers := func(f *facts) { f.standing.Peers = nil }
	lost := func(f *facts) { f.lost, f.standing.Peers = lostTime, f.standing.Peers[1:] }
	tests := []struct {
		name   string
		change []func(*facts)
		want   action
		pod    string
	}{
		{"the writer is well", nil, rest, ""},
		{"the writer was seen out of the Primary once", []func(*facts){lost, func(f *facts) { f.lost = lostTime / 2 }}, rest, ""},
		{"the Primary went on without the writer", []func(*facts){lost}, take, self},
		{"it did, and this member is not ready", []func(*facts){lost, func(f *facts) { f.standing.Ready = false }}, rest, ""},
		{"it did, and this member is leaving", []func(*facts){lost, func(f *facts) { f.standing.Leaving = true }}, rest, ""},
		{"it did, and another comes first", []func(*facts){lost, func(f *facts) { f.ordinal = 3 }}, rest, ""},
		{"it did, and the one that comes first has done nothing", []func(*facts){lost, func(f *facts) { f.ordinal, f.lost = 3, lostTime+rankTime }}, take, self},
		{"the writer has been silent for its lease", []func(*facts){func(f *facts) { f.unchanged = leaseTime + rankTime }}, take, self},
		{"the writer has been silent for less", []func(*facts){func(f *facts) { f.unchanged = leaseTime - time.Second }}, rest, ""},
		{"the writer calls itself not ready", []func(*facts){func(f *facts) { f.saysNo, f.standing.Peers[0].Ready = saysSoTime, false }}, take, self},
		{"the writer just said so", []func(*facts){func(f *facts) { f.saysNo, f.standing.Peers[0].Ready = time.Second, false }}, rest, ""},
		{"nobody is, another comes first", []func(*facts){func(f *facts) { f.lease.Holder = "" }}, rest, ""},
		{"nobody is for a while", []func(*facts){func(f *facts) { f.lease.Holder, f.unchanged = "", rankTime }}, take, self},
		{"nobody is, and this member is alone", []func(*facts){noPeers, func(f *facts) { f.lease.Holder = "" }}, take, self},
		{"nobody is, and this member is not ready", []func(*facts){noPeers, func(f *facts) { f.lease.Holder, f.standing.Ready = "", false }}, rest, ""},

		{"holding, time to say so", []func(*facts){holds}, renew, self},
		{"holding, said so just now", []func(*facts){holds, func(f *facts) { f.renewed = 0 }}, rest, ""},
		{"holding, not ready for a moment", []func(*facts){holds, func(f *facts) { f.standing.Ready, f.unready = false, unreadyTime/2 }}, rest, ""},
		{"holding, sends its state for a moment", []func(*facts){holds, func(f *facts) { f.standing.Ready, f.standing.Sending, f.unready = false, true, sendingTime/2 }}, rest, ""},
		{"holding, sends its state", []func(*facts){holds, func(f *facts) { f.standing.Ready, f.standing.Sending, f.unready = false, true, sendingTime }}, pass, first},
		{"holding, not ready any more", []func(*facts){holds, func(f *facts) { f.standing.Ready, f.unready = false, unreadyTime }}, pass, first},
		{"holding, and mariadbd has ended", []func(*facts){holds, func(f *facts) { f.standing.Ready, f.standing.Ended = false, true }}, pass, first},
		{"holding, mariadbd has ended, the first leaves", []func(*facts){holds, func(f *facts) {
			f.standing.Ready, f.standing.Ended, f.standing.Peers[0].Leaving = false, true, true
		}}, pass, third},
		{"holding, mariadbd has ended, and nobody is ready", []func(*facts){holds, noPeers, func(f *facts) { f.standing.Ready, f.standing.Ended = false, true }}, resign, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := calm()
			for _, change := range test.change {
				change(&f)
			}
			if got := next(f); got.action != test.want || got.pod != test.pod {
				t.Errorf("next is %q of %q (%s), want %q of %q", got.action, got.pod, got.reason, test.want, test.pod)
			}
		})
	}
}
