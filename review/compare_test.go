package review

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCompare(t *testing.T) {
	rolled := func(transfer Transfer, members ...string) []Restarted {
		var all []Restarted
		for _, m := range members {
			all = append(all, Restarted{m, transfer})
		}
		return all
	}
	for name, c := range map[string]struct {
		preview string
		writer  string
		seen    Happened
		want    []string
	}{
		"as foreseen": {"file-system", "orders-0", Happened{Restarts: rolled(TransferFull, "orders-1", "orders-2", "orders-0"), HandOvers: 1}, nil},
		"no transfer is as good as a short one": {
			"setting", "orders-0", Happened{Restarts: rolled(TransferNone, "orders-1", "orders-2", "orders-0"), HandOvers: 1}, nil,
		},
		"whoever the writer was":      {"setting", "", Happened{Restarts: rolled(TransferIncremental, "orders-0", "orders-2", "orders-1"), HandOvers: 1}, nil},
		"the image came out the same": {"image", "orders-0", Happened{}, nil},
		"untouched":                   {"grow", "", Happened{}, nil},
		"scaled out":                  {"scale-out", "", Happened{Added: []string{"orders-4", "orders-3"}}, nil},
		"scaled in":                   {"scale-in", "", Happened{Removed: []string{"orders-2"}, HandOvers: 1}, nil},
		"another order": {
			"setting", "orders-0", Happened{Restarts: rolled(TransferIncremental, "orders-0", "orders-1", "orders-2"), HandOvers: 1},
			[]string{
				"restart 1: foreseen of orders-1, seen of orders-0", "restart 2: foreseen of orders-2, seen of orders-1",
				"restart 3: foreseen of orders-0, seen of orders-2",
			},
		},
		"a full transfer": {
			"setting", "orders-2",
			Happened{Restarts: append(rolled(TransferIncremental, "orders-0", "orders-1"), Restarted{"orders-2", TransferFull}), HandOvers: 2},
			[]string{"hand-overs: foreseen 1, seen 2", "state transfer of orders-2: foreseen incremental, seen full"},
		},
		"too many": {
			"grow", "", Happened{Restarts: rolled(TransferNone, "orders-0")},
			[]string{"restarts: foreseen [], seen [{orders-0 none}]"},
		},
		"nobody came": {"scale-out", "", Happened{}, []string{"new members: foreseen [orders-3 orders-4], seen []"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := kept(t, c.preview)
			if c.writer != "" {
				s.Live = writing(c.writer)
			}
			if diff := cmp.Diff(c.want, reviewed(t, s).Prediction.Compare(c.seen)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
