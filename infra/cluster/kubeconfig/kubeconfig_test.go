package kubeconfig

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/galera-aks/galera-aks/internal/golden"
)

func TestRewrite(t *testing.T) {
	original := read(t, "handed-out.yaml")
	for _, login := range Logins() {
		t.Run(string(login), func(t *testing.T) {
			got, err := Rewrite(original, Options{
				Cluster: "galera-prod", Login: login, TenantID: "11111111-2222-3333-4444-555555555555",
			})
			if err != nil {
				t.Fatal(err)
			}
			golden.Check(t, string(login)+".golden.yaml", string(got))
		})
	}
}

func TestNoCredentialOfTheOriginalIsKept(t *testing.T) {
	original := strings.ReplaceAll(string(read(t, "handed-out.yaml")), "    exec:",
		"    token: handed-out-token\n    client-key-data: aGFuZGVkLW91dC1rZXk=\n    exec:")
	got, err := Rewrite([]byte(original), Options{Cluster: "c", Login: AzureCLI, TenantID: "t"})
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"handed-out-token", "aGFuZGVkLW91dC1rZXk=", "devicecode"} {
		if strings.Contains(string(got), secret) {
			t.Errorf("%s is still there:\n%s", secret, got)
		}
	}
}

func TestRewriteRefuses(t *testing.T) {
	good := string(read(t, "handed-out.yaml"))
	for name, c := range map[string]struct{ original, want string }{
		"nothing":        {"", "must name one cluster, it names 0"},
		"not a file":     {"\t", "reading the kubeconfig of c"},
		"no server":      {strings.Replace(good, "server: https://", "server: http://", 1), "server: must be an https address"},
		"no authority":   {strings.Replace(good, "certificate-authority-data: ", "ignored: ", 1), "must hold a PEM certificate"},
		"bad authority":  {strings.Replace(good, "certificate-authority-data: ", "certificate-authority-data: !", 1), "certificate-authority-data"},
		"other clusters": {strings.Replace(good, "contexts:", "- name: other\n  cluster: {}\ncontexts:", 1), "it names 2"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Rewrite([]byte(c.original), Options{Cluster: "c", Login: AzureCLI})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	if _, err := Rewrite([]byte(good), Options{Cluster: "c", Login: "devicecode"}); err == nil {
		t.Error("a login that asks a human must be refused")
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}
