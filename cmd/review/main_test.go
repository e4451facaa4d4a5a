package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const testdata = "../../review/testdata"

func TestRun(t *testing.T) {
	preview, err := os.ReadFile(filepath.Join(testdata, "grow.preview.json"))
	if err != nil {
		t.Fatal(err)
	}
	state := filepath.Join(testdata, "state.json")
	var printed bytes.Buffer
	if err := run([]string{"--state", state}, bytes.NewReader(preview), &printed); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(printed.String(), "grown in place") {
		t.Errorf("it says:\n%s", printed.String())
	}
	page := filepath.Join(t.TempDir(), "review.md")
	if err := run([]string{"--state", state, "--out", page, filepath.Join(testdata, "grow.preview.json")}, nil, &bytes.Buffer{}); err != nil {
		t.Fatal(err)
	}
	if written, err := os.ReadFile(page); err != nil || string(written) != printed.String() {
		t.Errorf("the file has something else than what is printed: %v", err)
	}
}

func TestRunRefuses(t *testing.T) {
	for want, args := range map[string][]string{
		"reading the preview":   {},
		"no-such-file":          {"--live", "no-such-file"},
		"reading the events":    {"--events", filepath.Join(testdata, "../doc.go")},
		"one preview at a time": {"a", "b"},
	} {
		err := run(args, strings.NewReader("not a preview"), &bytes.Buffer{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: want an error with %q, got %v", args, want, err)
		}
	}
}
