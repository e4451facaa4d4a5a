package trial

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/galera-aks/galera-aks/member/outcome"
)

// server writes a command that stands for mariadbd.
func command(t *testing.T, script string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "server")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestServerAccepts(t *testing.T) {
	settings := filepath.Join(t.TempDir(), "server.cnf")
	if err := os.WriteFile(settings, []byte("[mariadbd]\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	// What MariaDB 11.8 was seen to say and to exit with.
	for name, c := range map[string]struct{ script, want string }{
		"fine": {`echo "2026-11-22 18:19:32 0 [Warning] Could not open mysql.plugin table" >&2`, ""},
		"unknown": {
			`echo "2026-11-22 18:19:32 0 [Warning] something else" >&2; echo "2026-11-22 18:19:32 0 [ERROR] mariadbd: unknown variable 'foo=1'" >&2; exit 7`,
			"the server refuses its settings: mariadbd: unknown variable 'foo=1'",
		},
		"without a mark": {
			`echo "mariadbd: Character set 'nope' is not a compiled character set" >&2; exit 1`,
			"the server refuses its settings: mariadbd: Character set 'nope' is not a compiled character set",
		},
		"with exit code 0": {
			`echo "2026-11-22 18:19:32 0 [ERROR] Parsing options for plugin 'InnoDB' failed." >&2`,
			"the server refuses its settings: Parsing options for plugin 'InnoDB' failed.",
		},
		"with a bell, and twice": {
			"printf '\\amariadbd: no\\n\\amariadbd: no\\n' >&2; exit 1",
			"the server refuses its settings: mariadbd: no",
		},
		"silent": {`exit 9`, "the server refuses its settings: exit status 9"},
	} {
		t.Run(name, func(t *testing.T) {
			err := ServerAccepts(command(t, c.script), settings)(context.Background())
			var refused *outcome.NeedsSettings
			switch {
			case c.want == "" && err != nil:
				t.Errorf("want no error, got %v", err)
			case c.want != "" && (!errors.As(err, &refused) || refused.Reason != c.want):
				t.Errorf("want %s\n got %v", c.want, err)
			}
		})
	}
}

func TestServerAcceptsTellsWhatIsMissingFromWhatFailed(t *testing.T) {
	var hopeless *outcome.NeedsSettings
	missing := filepath.Join(t.TempDir(), "nowhere")
	if err := ServerAccepts(command(t, ""), missing)(context.Background()); !errors.As(err, &hopeless) {
		t.Errorf("without settings: want NeedsSettings, got %v", err)
	}
	if err := ServerAccepts(missing, t.TempDir())(context.Background()); !errors.As(err, &hopeless) {
		t.Errorf("without a server: want NeedsSettings, got %v", err)
	}
	if err := ServerAccepts(command(t, "kill -9 $$"), t.TempDir())(context.Background()); err == nil || errors.As(err, &hopeless) {
		t.Errorf("killed: want an error worth another try, got %v", err)
	}
}
