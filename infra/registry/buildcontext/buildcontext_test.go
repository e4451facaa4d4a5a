package buildcontext

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// repository returns a small repository as somebody checked it out.
func repository() fstest.MapFS {
	file := func(content string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte(content), Mode: 0o644, ModTime: time.Unix(1, 0)}
	}
	return fstest.MapFS{
		"go.mod":                           file("module example\n"),
		"go.sum":                           file("example h1:\n"),
		"main.go":                          file("package main\n"),
		"infra/infra.go":                   file("package infra\n"),
		"member/image/Dockerfile":          file("FROM scratch\n"),
		"member/image/README.md":           file("The image.\n"),
		"member/image/start.sh":            {Data: []byte("#!/bin/sh\n"), Mode: 0o755},
		"member/state/state.go":            file("package state\n"),
		"member/large.bin":                 file(""),
		"member/state/state_test.go":       file("package state\n"),
		"member/state/testdata/a.golden":   file("a\n"),
		"member/state/.cache/old.go":       file("package old\n"),
		"member/cmd/galera-member/main.go": file("package main\n"),
	}
}

func TestPackTakesWhatTheImageIsBuiltFrom(t *testing.T) {
	context, err := Pack(repository())
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int64{
		"go.mod": 0o644, "go.sum": 0o644, "member/cmd/galera-member/main.go": 0o644, "member/image/Dockerfile": 0o644,
		"member/image/start.sh": 0o755, "member/large.bin": 0o644, "member/state/state.go": 0o644,
	}
	if diff := cmp.Diff(want, modes(t, context.Archive)); diff != "" {
		t.Errorf("packed (-want +got):\n%s", diff)
	}
}

func TestTheSameFilesMakeTheSameContext(t *testing.T) {
	first, err := Pack(repository())
	if err != nil {
		t.Fatal(err)
	}
	other := repository()
	for _, f := range other {
		// Another machine, another day, another umask.
		f.ModTime = time.Unix(2e9, 0)
		f.Mode = f.Mode&0o700 | f.Mode&0o100>>3
	}
	other["member/state/more_test.go"] = &fstest.MapFile{Data: []byte("package state\n")}
	second, err := Pack(other)
	if err != nil {
		t.Fatal(err)
	}
	if first.Hash != second.Hash || !bytes.Equal(first.Archive, second.Archive) {
		t.Errorf("got %s and %s", first.Hash, second.Hash)
	}
}

func TestEveryChangeThatReachesTheImageChangesTheHash(t *testing.T) {
	before, err := Pack(repository())
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(fstest.MapFS){
		"content": func(r fstest.MapFS) { r["member/state/state.go"].Data = []byte("package other\n") },
		"name":    func(r fstest.MapFS) { r["member/state/other.go"] = r["member/state/state.go"] },
		"mode":    func(r fstest.MapFS) { r["member/image/start.sh"].Mode = 0o644 },
		"modules": func(r fstest.MapFS) { r["go.sum"].Data = []byte("other h1:\n") },
	} {
		changed := repository()
		change(changed)
		after, err := Pack(changed)
		if err != nil {
			t.Fatal(err)
		}
		if after.Hash == before.Hash {
			t.Errorf("%s: the hash stayed the same", name)
		}
	}
}

func TestPackRefuses(t *testing.T) {
	for _, missing := range []string{"go.mod", "go.sum", Dockerfile} {
		r := repository()
		delete(r, missing)
		if _, err := Pack(r); err == nil || !strings.Contains(err.Error(), missing) {
			t.Errorf("without %s: got %v", missing, err)
		}
	}
	r := repository()
	r["member/link.go"] = &fstest.MapFile{Data: []byte("state/state.go"), Mode: fs.ModeSymlink}
	if _, err := Pack(r); err == nil || !strings.Contains(err.Error(), "member/link.go") {
		t.Errorf("with a link: got %v", err)
	}
}

// modes returns the names and modes of an archive's files.
func modes(t *testing.T, archive []byte) map[string]int64 {
	t.Helper()
	raw, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int64{}
	for files := tar.NewReader(raw); ; {
		header, err := files.Next()
		if err == io.EOF {
			return got
		}
		if err != nil {
			t.Fatal(err)
		}
		got[header.Name] = header.Mode
	}
}
