package main

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func TestCount(t *testing.T) {
	var r result
	var out bytes.Buffer
	r.count(strings.NewReader(`{"Action":"output","Package":"p","Test":"A","Output":"a broke\n"}
{"Action":"fail","Package":"p","Test":"A"}
{"Action":"pass","Package":"p","Test":"B"}
{"Action":"skip","Package":"p","Test":"C"}
{"Action":"fail","Package":"p"}
{"Action":"fail","Package":"q"}
`), &out)
	if r.passed != 1 || r.failed != 2 || r.skipped != 1 {
		t.Errorf("counted %+v; want 1 passed, 2 failed (a test, and a package that does not build), 1 skipped", r)
	}
	if !strings.Contains(out.String(), "a broke") {
		t.Errorf("shown: %q; want what the failed test printed", &out)
	}
}

func TestSummarise(t *testing.T) {
	for name, test := range map[string]struct {
		result result
		want   bool
	}{
		"all passed": {result{passed: 1}, true},
		"one failed": {result{passed: 1, failed: 1}, false},
		"skipped":    {result{passed: 1, skipped: 1}, false},
		"nothing":    {result{}, false},
	} {
		var out bytes.Buffer
		if got := summarise(&out, []result{test.result}, 1); got != test.want {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
	if summarise(new(bytes.Buffer), []result{{passed: 1}}, 2) {
		t.Error("a stage that did not run: passed")
	}
}

func TestStageFailsAtItsDeadline(t *testing.T) {
	s := stage{name: "slow", deadline: 100 * time.Millisecond, steps: []step{{folder: t.TempDir(), command: []string{"sleep", "60"}}}}
	began := time.Now()
	if r := s.run(t.Context(), new(bytes.Buffer)); r.failed == 0 {
		t.Error("a stage past its deadline: passed")
	}
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("the stage ended after %s", took)
	}
}
