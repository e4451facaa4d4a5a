package disk

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/galera-aks/galera-aks/member/state"
)

func TestDataThatIsSetAsideIsKeptWhole(t *testing.T) {
	data, _ := volume(t, map[string]string{"grastate.dat": saved(history, 7, 0), "ibdata1": "writes"})
	now := time.Date(2026, 3, 1, 12, 30, 0, 0, time.UTC)
	aside, err := SetAside(data, now)
	if err != nil {
		t.Fatal(err)
	}
	if want := data + "-aside-20260301T123000Z"; aside != want {
		t.Errorf("it is at %s, want %s", aside, want)
	}
	if text, err := os.ReadFile(filepath.Join(aside, "ibdata1")); err != nil || string(text) != "writes" {
		t.Errorf("it holds %q, %v", text, err)
	}
	if empty, err := isEmpty(data); !empty || err != nil {
		t.Errorf("the data directory is empty: %v, %v", empty, err)
	}
	if err := os.WriteFile(filepath.Join(data, "new"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := SetAside(data, now); err == nil {
		t.Error("what was set aside before was replaced")
	}
	if used, err := Used(aside); err != nil || used == 0 {
		t.Errorf("it uses %d bytes, %v", used, err)
	}
}

func TestPromisesAreNeverTakenBack(t *testing.T) {
	_, markers := volume(t, nil)
	for _, step := range []struct{ set, want int64 }{{0, 0}, {3, 3}, {2, 3}, {5, 5}} {
		if err := markers.SetPromise(step.set); err != nil {
			t.Fatal(err)
		}
		if got, err := markers.Promise(); got != step.want || err != nil {
			t.Errorf("after promising %d the promise is %d, %v", step.set, got, err)
		}
	}
	if err := markers.ForgetIdentity(); err != nil {
		t.Fatal(err)
	}
	if got, err := markers.Promise(); got != 5 || err != nil {
		t.Errorf("once the data was set aside the promise is %d, %v", got, err)
	}
}

func TestTheLastPrimaryOnlyGoesForward(t *testing.T) {
	_, markers := volume(t, nil)
	if last, err := markers.Last(); last != nil || err != nil {
		t.Fatalf("a new disk tells of %+v, %v", last, err)
	}
	newest := state.Component{Epoch: 2, ID: "x:4", Seq: 4, Members: []string{"orders-0"}}
	for _, component := range []state.Component{{Epoch: 1, Seq: 9}, newest, {Epoch: 2, Seq: 3}, {Epoch: 1, Seq: 12}} {
		if err := markers.SetLast(component); err != nil {
			t.Fatal(err)
		}
	}
	last, err := markers.Last()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&newest, last); diff != "" {
		t.Errorf("the last Primary (-want +got):\n%s", diff)
	}
}
