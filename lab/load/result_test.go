package load

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/galera-aks/galera-aks/lab/load/writer"
)

func TestResult(t *testing.T) {
	h := writer.History{
		Began: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), End: ms(530)[0], Ended: true,
		IDs: []int64{1, 3}, Acknowledged: ms(10, 520), Unknown: 1,
		Errors: map[string]int{"write: connection broken": 1, "connect: refused": 2},
	}
	got, err := json.Marshal(judge("orders", h, map[string][]span{"orders-0": {{1, 3}}, "orders-1": {{1, 2}}}, nil))
	const want = `{"database":"orders","seconds":0.53,"acked":2,"lost":0,"maxGapMs":510,` +
		`"gaps":[{"at":"2026-03-01T12:00:00.01Z","ms":510}],"errors":{"connect: refused":2,"write: connection broken":1},` +
		`"missing":{"orders-0":0,"orders-1":1},"unknown":1}`
	if err != nil || string(got) != want {
		t.Errorf("got %s, %v\nwant %s", got, err, want)
	}
}

func TestAWriterThatEndedByItselfIsNoticed(t *testing.T) {
	got := judge("orders", writer.History{Errors: map[string]int{}}, nil, nil)
	if got.Errors["the writer ended by itself"] != 1 {
		t.Errorf("got %v", got.Errors)
	}
}

func TestClean(t *testing.T) {
	for name, test := range map[string]struct {
		result Result
		want   bool
	}{
		"all found":       {Result{Acked: 1, Missing: map[string]int{"a": 0}}, true},
		"nothing written": {Result{}, false},
		"lost":            {Result{Acked: 2, Lost: 1}, false},
		"missing":         {Result{Acked: 2, Missing: map[string]int{"a": 0, "b": 1}}, false},
		"unread":          {Result{Acked: 2, Unread: map[string]string{"b": "away"}}, false},
	} {
		if got := test.result.Clean(); got != test.want {
			t.Errorf("%s: clean %v, want %v", name, got, test.want)
		}
	}
}
