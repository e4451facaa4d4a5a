package drill

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestOtherSourcesDifferInTheDockerfileOnly(t *testing.T) {
	repository := t.TempDir()
	for name, text := range map[string]string{"go.mod": "module x\n", imageFile: "FROM scratch\n", "member/a.go": "package a\n"} {
		path := filepath.Join(repository, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	r := &Run{Lab: Lab{Repository: repository, Folder: t.TempDir()}}
	other, err := r.sourcesWith("LABEL x=y")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"go.mod": "module x\n", imageFile: "FROM scratch\nLABEL x=y\n", "member/a.go": "package a\n"} {
		if got, err := os.ReadFile(filepath.Join(other, name)); err != nil || string(got) != want {
			t.Errorf("%s: want %q, got %q, %v", name, want, got, err)
		}
	}
	if original, _ := os.ReadFile(filepath.Join(repository, imageFile)); strings.Contains(string(original), "LABEL") {
		t.Error("the repository itself was changed")
	}
}
