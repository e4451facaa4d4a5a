package disk

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/galera-aks/galera-aks/member/state"
)

const (
	history = "a91b18f6-e6a0-11f1-b7fc-9f6707be6b15"
	other   = "ff6a7b6c-e6a0-11f1-b35d-a20fda1bbef5"
)

func saved(uuid string, seqno int, safe int) string {
	return fmt.Sprintf("# GALERA saved state\nversion: 2.1\nuuid:    %s\nseqno:   %d\nsafe_to_bootstrap: %d\n", uuid, seqno, safe)
}

const viewText = `my_uuid: ffcf308a-e6a0-11f1-9a99-76a09802744c
#vwbeg
view_id: 3 a91a336e-e6a0-11f1-8157-1b983264b0ff 8
bootstrap: 0
member: a91a336e-e6a0-11f1-8157-1b983264b0ff 0
member: ffcf308a-e6a0-11f1-9a99-76a09802744c 0
#vwend
`

func view() *state.View {
	return &state.View{Self: "ffcf308a-e6a0-11f1-9a99-76a09802744c", ID: "a91a336e-e6a0-11f1-8157-1b983264b0ff:8", Seq: 8,
		Members: []string{"a91a336e-e6a0-11f1-8157-1b983264b0ff", "ffcf308a-e6a0-11f1-9a99-76a09802744c"}}
}

func TestInspect(t *testing.T) {
	failed := errors.New("exit status 1")
	tests := []struct {
		name      string
		files     map[string]string // in the data directory; nil for none at all
		prepare   func(Markers) error
		recovered state.Position
		recovery  error
		recovers  bool
		want      state.Disk
	}{
		{name: "nothing", want: state.Disk{Class: state.ClassEmpty, Position: state.Position{Seqno: -1}}},
		{name: "stopped in good order", files: map[string]string{"grastate.dat": saved(history, 12, 0)},
			want: state.Disk{Class: state.ClassClean, Position: state.Position{UUID: history, Seqno: 12}}},
		{name: "nothing was ever written", files: map[string]string{"grastate.dat": saved(history, 0, 0)},
			want: state.Disk{Class: state.ClassClean, Position: state.Position{UUID: history, Seqno: 0}}},
		{name: "killed", files: map[string]string{"grastate.dat": saved(history, -1, 0), "gvwstate.dat": viewText},
			recovers: true, recovered: state.Position{UUID: history, Seqno: 7},
			want: state.Disk{Class: state.ClassCrashed, Position: state.Position{UUID: history, Seqno: 7}, View: view()}},
		{name: "the zero history is no candidate, whatever it says of being safe", files: map[string]string{"grastate.dat": saved(state.ZeroUUID, -1, 1)},
			want: partially("the saved state holds no position")},
		{name: "killed while a table's definition was changed", files: map[string]string{"grastate.dat": saved(state.ZeroUUID, -1, 0), "gvwstate.dat": viewText},
			prepare:  func(m Markers) error { return m.SetIdentity(Identity{UUID: history, Epoch: 1}) },
			recovers: true, recovered: state.Position{UUID: history, Seqno: 7}, want: func() state.Disk {
				found := withView(partially("mariadbd was killed while it changed a table's definition or caught up; the storage engine stands at 7"))
				found.Engine = state.Position{UUID: history, Seqno: 7}
				return found
			}()},
		{name: "killed so, and the storage engine holds another history", files: map[string]string{"grastate.dat": saved(state.ZeroUUID, -1, 0)},
			prepare:  func(m Markers) error { return m.SetIdentity(Identity{UUID: history, Epoch: 1}) },
			recovers: true, recovered: state.Position{UUID: other, Seqno: 7}, want: partially("the saved state holds no position")},
		{name: "an aborted joiner", files: map[string]string{"grastate.dat": "", "ibdata1": "x"}, want: partially("the saved state holds no position")},
		{name: "the transfer script was killed", files: map[string]string{"grastate.dat": saved(history, 5, 1), "sst_in_progress": ""},
			want: partially("a state transfer was under way")},
		{name: "a transfer was asked for", files: map[string]string{"grastate.dat": saved(history, -1, 0), "gvwstate.dat": viewText},
			prepare: Markers.BeginTransfer, want: withView(partially("a state transfer had been asked for and was not completed"))},
		{name: "recovery fails", files: map[string]string{"grastate.dat": saved(history, -1, 0), "gvwstate.dat": viewText},
			recovers: true, recovery: failed, want: withView(partially("its position could not be recovered: exit status 1"))},
		{name: "recovery finds another history", files: map[string]string{"grastate.dat": saved(history, -1, 0)},
			recovers: true, recovered: state.Position{UUID: other, Seqno: 7},
			want: partially("the storage engine's history " + other + " is not the saved state's " + history)},
		{name: "recovery knows nothing", files: map[string]string{"grastate.dat": saved(history, -1, 0)},
			recovers: true, recovered: state.Position{UUID: state.ZeroUUID, Seqno: -1}, want: partially("the storage engine knows no position")},
		{name: "somebody else's data", files: map[string]string{"ibdata1": "x"},
			want: state.Disk{Class: state.ClassForeign, Position: state.Position{Seqno: -1}, Detail: "there is data that no Galera member wrote"}},
		{name: "first data, not yet started", files: map[string]string{"ibdata1": "x"}, prepare: Markers.BeginForming,
			want: state.Disk{Class: state.ClassPartial, Position: state.Position{Seqno: -1}, Forming: true, Detail: "the saved state holds no position"}},
		{name: "emptied after it held data", prepare: func(m Markers) error { return m.SetIdentity(Identity{UUID: history, Epoch: 1}) },
			want: partially("the disk has held data of " + history + " and is empty now")},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			data, markers := volume(t, test.files)
			if test.prepare != nil {
				if err := test.prepare(markers); err != nil {
					t.Fatal(err)
				}
			}
			recovers := false
			got, err := Inspect(context.Background(), data, markers, func(context.Context) (state.Position, error) {
				recovers = true
				return test.recovered, test.recovery
			})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("disk (-want +got):\n%s", diff)
			}
			if recovers != test.recovers {
				t.Errorf("a recovery was run: %v, want %v", recovers, test.recovers)
			}
		})
	}
}

func TestInspectDoesNotJudgeADiskByAFailureThatIsNotItsOwn(t *testing.T) {
	data, markers := volume(t, map[string]string{"grastate.dat": saved(history, -1, 0)})
	_, err := Inspect(context.Background(), data, markers, func(context.Context) (state.Position, error) {
		return state.Position{}, fmt.Errorf("unknown variable: %w", ErrCannotTell)
	})
	if !errors.Is(err, ErrCannotTell) {
		t.Fatalf("error is %v, want ErrCannotTell", err)
	}
}

func TestAllowBootstrap(t *testing.T) {
	data, _ := volume(t, map[string]string{"grastate.dat": saved(state.ZeroUUID, -1, 0), "gvwstate.dat": viewText})
	if err := AllowBootstrap(data, history); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(data, "grastate.dat"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(saved(history, -1, 1), string(text)); diff != "" {
		t.Errorf("grastate.dat (-want +got):\n%s", diff)
	}
	if got, err := ReadView(data); got != nil || err != nil {
		t.Errorf("the last view is still recorded: %v, %v", got, err)
	}
}

func TestATornViewProvesNothing(t *testing.T) {
	for cut := range len(viewText) - len("d\n") {
		if got := parseView(viewText[:cut]); got != nil {
			t.Fatalf("the first %d bytes read as %+v", cut, got)
		}
	}
}

func partially(why string) state.Disk {
	return state.Disk{Class: state.ClassPartial, Position: state.Position{Seqno: -1}, Detail: why}
}

func withView(found state.Disk) state.Disk {
	found.View = view()
	return found
}

func volume(t *testing.T, files map[string]string) (string, Markers) {
	t.Helper()
	root := t.TempDir()
	data, markers := filepath.Join(root, "data"), Markers{Path: filepath.Join(root, "supervisor")}
	if err := errors.Join(markers.Prepare(), os.Mkdir(data, 0o700)); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(data, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return data, markers
}
