package trial

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/outcome"
	"github.com/galera-aks/galera-aks/member/server"
	"github.com/galera-aks/galera-aks/member/serverconfig"
)

// The real server is tried with real settings; only the paths are those of the test.
func TestTrialOfARealServer(t *testing.T) {
	for _, program := range []string{"mariadbd", "mariadb-install-db"} {
		if _, err := exec.LookPath(program); err != nil || testing.Short() {
			t.Skipf("SKIPPED, AND NOTHING IS PROVEN: there is no %s, or only short tests are wanted.", program)
		}
	}
	for name, c := range map[string]struct {
		overrides map[string]string
		want      string
	}{
		"good":                 {map[string]string{"max_connections": "222", "gcs.fc_limit": "99"}, ""},
		"refused when read":    {map[string]string{"character_set_server": "nope", "collation_server": "nope_ci"}, "the server refuses its settings: mariadbd: Character set 'nope' is not a compiled character set"},
		"changed by the start": {map[string]string{"join_buffer_size": "1000"}, "the server does not take over join_buffer_size = 1000: the server makes 896 of it"},
	} {
		t.Run(name, func(t *testing.T) {
			err := realTrial(t, c.overrides, "").Run(context.Background())
			var refused *outcome.NeedsSettings
			switch {
			case c.want == "" && err != nil:
				t.Error(err)
			case c.want != "" && (!errors.As(err, &refused) || !strings.HasPrefix(refused.Reason, c.want)):
				t.Errorf("want %q\n got %q", c.want, err)
			}
		})
	}
	t.Run("a server that ends at once", func(t *testing.T) {
		err := realTrial(t, nil, "[mariadbd]\nwsrep_provider = /nowhere.so\n").Run(context.Background())
		var refused *outcome.NeedsSettings
		if !errors.As(err, &refused) || !strings.Contains(refused.Reason, "does not start with these settings: ") || !strings.Contains(refused.Reason, "/nowhere.so") {
			t.Errorf("got %v", err)
		}
	})
}

// realTrial prepares a trial in a directory of its own; more is added to the options file.
func realTrial(t *testing.T, overrides map[string]string, more string) Trial {
	t.Helper()
	root, err := os.MkdirTemp("", "trial") //nolint:usetesting // The path of a Unix socket must be short.
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(root) })
	paths := server.Paths{
		Data: root + "/volume/data", Run: root + "/run", Settings: root + "/" + contract.SettingsFile, Online: root + "/" + contract.OnlineFile,
		Secrets: root + "/run/secrets", Socket: root + "/run/mariadbd.sock",
	}
	given := serverconfig.Given{MemoryBytes: 4 << 30, CPUMillis: 500}
	settings, err := serverconfig.Server(given, overrides)
	check(t, err)
	online, err := serverconfig.Online(given, overrides)
	check(t, err)
	local := strings.NewReplacer(contract.VolumePath, root+"/volume", contract.RunPath, root+"/run",
		// A starting server removes every temporary table that it finds there, those of other servers too.
		"tmpdir = "+contract.ScratchPath+"\n", "tmpdir = "+root+"/scratch\n")
	for _, directory := range []string{filepath.Dir(paths.Data), paths.Run, root + "/scratch"} {
		check(t, os.MkdirAll(directory, 0o700))
	}
	check(t, os.WriteFile(paths.Settings, []byte(local.Replace(settings)), 0o600))
	check(t, os.WriteFile(paths.Online, []byte(online), 0o600))
	render := func(facts serverconfig.MemberFacts) (string, error) {
		text, err := serverconfig.Member(facts)
		text = strings.Replace(text, `wsrep_provider_options = "`, `wsrep_provider_options = "gmcast.listen_addr=tcp://127.88.0.1:4567;ist.recv_addr=127.88.0.1:4568;`, 1)
		text += "bind_address = 127.88.0.1\n" + strings.TrimPrefix(more, "[mariadbd]\n")
		if os.Geteuid() == 0 {
			text += "user = root\n"
		}
		return text, err
	}
	return Trial{Paths: paths, Server: "mariadbd", Out: testWriter{t}, Render: render}
}

type testWriter struct{ t *testing.T }

func (w testWriter) Write(text []byte) (int, error) {
	w.t.Log(strings.TrimSpace(string(text)))
	return len(text), nil
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
