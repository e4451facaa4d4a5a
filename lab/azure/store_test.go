package azure

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestStoreSurvivesItsProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "azure.json")
	s, err := OpenStore(path)
	if err != nil {
		t.Fatal(err)
	}
	one := Resource{ID: "/subscriptions/s/resourceGroups/RG", Type: TypeResourceGroup, Inputs: map[string]any{"location": "x"}}
	if err := s.put(record{Resource: one, Unfinished: true}); err != nil {
		t.Fatal(err)
	}
	if err := s.Seed(Resource{ID: strings.ToUpper(one.ID), Type: "another"}, Resource{ID: "/subscriptions/s/resourceGroups/other"}); err != nil {
		t.Fatal(err)
	}
	again, err := OpenStore(path)
	if err != nil {
		t.Fatal(err)
	}
	found, ok := again.record(strings.ToLower(one.ID))
	if !ok || found.Type != TypeResourceGroup || !found.Unfinished || found.Inputs["location"] != "x" {
		t.Errorf("found %v, %v", found, ok)
	}
	if len(again.All()) != 2 {
		t.Errorf("there are %d resources, want 2", len(again.All()))
	}
	if err := again.remove(one.ID); err != nil {
		t.Fatal(err)
	}
	if _, still := again.Get(one.ID); still {
		t.Error("still there after its removal")
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Errorf("left behind %v (%v), want the file alone", left, err)
	}
}

func TestASpoiltStoreIsSaid(t *testing.T) {
	path := filepath.Join(t.TempDir(), "azure.json")
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenStore(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v, want an error that names the file", err)
	}
}
