package environment

import (
	"os"
	"path/filepath"
	"testing"
)

func TestLinkInstalled(t *testing.T) {
	user, home := t.TempDir(), t.TempDir()
	t.Setenv("HOME", user)
	t.Setenv("PATH", t.TempDir())
	if found, err := linkInstalled("random", "4.21.2", home); found || err != nil {
		t.Errorf("nothing is installed: found %v, %v", found, err)
	}
	if err := os.MkdirAll(filepath.Join(user, ".pulumi", "plugins", "resource-random-v4.21.2"), 0o755); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if found, err := linkInstalled("random", "4.21.2", home); !found || err != nil {
			t.Errorf("it is installed: found %v, %v", found, err)
		}
	}
	if _, err := os.Stat(filepath.Join(home, "plugins", "resource-random-v4.21.2")); err != nil {
		t.Errorf("the engine does not see it: %v", err)
	}
}
