package load

import (
	"reflect"
	"testing"
)

func TestAbsent(t *testing.T) {
	for name, test := range map[string]struct {
		ids   []int64
		spans []span
		want  []int64
	}{
		"none acknowledged":     {nil, []span{{1, 9}}, nil},
		"all there":             {[]int64{1, 2, 3}, []span{{1, 3}}, nil},
		"more there than asked": {[]int64{2, 5}, []span{{1, 3}, {5, 8}}, nil},
		"empty table":           {[]int64{1, 2}, nil, []int64{1, 2}},
		"first":                 {[]int64{1, 2, 3}, []span{{2, 3}}, []int64{1}},
		"last":                  {[]int64{1, 2, 3}, []span{{1, 2}}, []int64{3}},
		"between":               {[]int64{1, 2, 3, 7, 9}, []span{{1, 1}, {3, 6}, {9, 12}}, []int64{2, 7}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := absent(test.ids, test.spans); !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestCompare(t *testing.T) {
	ids := []int64{1, 2, 3, 4}
	for name, test := range map[string]struct {
		members map[string][]span
		missing map[string]int
		lost    []int64
	}{
		"everywhere":             {map[string][]span{"a": {{1, 4}}, "b": {{1, 9}}}, map[string]int{"a": 0, "b": 0}, nil},
		"missing on one":         {map[string][]span{"a": {{1, 4}}, "b": {{1, 2}}}, map[string]int{"a": 0, "b": 2}, nil},
		"different ones missing": {map[string][]span{"a": {{1, 3}}, "b": {{2, 4}}}, map[string]int{"a": 1, "b": 1}, nil},
		"lost":                   {map[string][]span{"a": {{1, 2}, {4, 4}}, "b": {{2, 2}, {4, 4}}}, map[string]int{"a": 1, "b": 2}, []int64{3}},
		"nobody looked at":       {nil, map[string]int{}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			missing, lost := compare(ids, test.members)
			if len(lost) == 0 {
				lost = nil
			}
			if !reflect.DeepEqual(missing, test.missing) || !reflect.DeepEqual(lost, test.lost) {
				t.Errorf("got missing %v, lost %v; want %v, %v", missing, lost, test.missing, test.lost)
			}
		})
	}
}
