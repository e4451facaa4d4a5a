//go:build stage

package stage_test

import "testing"

// shortDrills runs the short set of what can break: each drill under a load of its own, against its bound.
func (s *story) shortDrills(t *testing.T) {
	s.load.stop()
	s.load = nil
	r := lab(t, "drill", "--short", "--faults")
	say("%s", r.out)
	if r.code != 0 {
		t.Errorf("bin/lab drill --short --faults: exit code %d\n%s", r.code, r.tail())
	}
}
