package load

import (
	"reflect"
	"testing"
	"time"
)

func ms(n ...int) []time.Duration {
	var all []time.Duration
	for _, n := range n {
		all = append(all, time.Duration(n)*time.Millisecond)
	}
	return all
}

func TestGaps(t *testing.T) {
	began := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		acknowledged []time.Duration
		end          int
		longest      int
		want         [][2]int // since the start, length
	}{
		"nothing acknowledged": {nil, 5000, 5000, [][2]int{{0, 5000}}},
		"steady":               {ms(10, 20, 30), 40, 10, nil},
		"late first":           {ms(300, 310), 320, 10, nil},
		"in the middle":        {ms(10, 20, 1020, 1030), 1040, 1000, [][2]int{{20, 1000}}},
		"until the end":        {ms(10), 500, 490, [][2]int{{10, 490}}},
		"several connections":  {ms(30, 10, 900, 20), 910, 870, [][2]int{{30, 870}}},
		"exactly the limit":    {ms(100, 200), 201, 100, nil},
		"ended at once":        {nil, 0, 0, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, longest := gaps(began, test.acknowledged, ms(test.end)[0])
			want := []Gap{}
			for _, gap := range test.want {
				want = append(want, Gap{At: began.Add(ms(gap[0])[0]), Ms: int64(gap[1])})
			}
			if !reflect.DeepEqual(got, want) || longest != ms(test.longest)[0] {
				t.Errorf("got %v, longest %v; want %v, longest %d ms", got, longest, want, test.longest)
			}
		})
	}
}
