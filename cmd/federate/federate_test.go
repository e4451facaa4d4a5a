package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// pipeline is a pipeline's server that gives out numbered tokens, after some failures.
func pipeline(t *testing.T, key string, fails int64) (at string, asked *atomic.Int64, last *atomic.Pointer[http.Request]) {
	t.Helper()
	asked, last = new(atomic.Int64), new(atomic.Pointer[http.Request])
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		last.Store(r)
		if n := asked.Add(1); n > 1 && n <= 1+fails {
			http.Error(w, "not now", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintf(w, `{"count": 1, %q: "token-%d"}`, key, asked.Load())
	}))
	t.Cleanup(server.Close)
	return server.URL, asked, last
}

func lookup(values map[string]string) func(string) string {
	return func(name string) string { return values[name] }
}

func TestSources(t *testing.T) {
	for name, c := range map[string]struct {
		key, method, query string
		environment        func(at string) map[string]string
	}{
		"GitHub Actions": {"value", http.MethodGet, "api-version=2&audience=api%3A%2F%2FAzureADTokenExchange", func(at string) map[string]string {
			return map[string]string{"ACTIONS_ID_TOKEN_REQUEST_URL": at + "?api-version=2", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "secret"}
		}},
		"Azure Pipelines": {"oidcToken", http.MethodPost, "api-version=7.1&serviceConnectionId=c1", func(at string) map[string]string {
			return map[string]string{"SYSTEM_OIDCREQUESTURI": at, "SYSTEM_ACCESSTOKEN": "secret", "AZURE_SERVICE_CONNECTION_ID": "c1"}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			at, _, last := pipeline(t, c.key, 0)
			source, err := sourceFrom(lookup(c.environment(at)))
			if err != nil {
				t.Fatal(err)
			}
			token, err := source.token(t.Context())
			if err != nil || token != "token-1" {
				t.Errorf("got %q, %v", token, err)
			}
			if r := last.Load(); r.Method != c.method || r.URL.RawQuery != c.query || r.Header.Get("Authorization") != "Bearer secret" {
				t.Errorf("asked by %s %s as %q", r.Method, r.URL, r.Header.Get("Authorization"))
			}
		})
	}
}

func TestNoSource(t *testing.T) {
	for want, environment := range map[string]map[string]string{
		"id-token: write":             {},
		"AZURE_SERVICE_CONNECTION_ID": {"SYSTEM_OIDCREQUESTURI": "https://example.test"},
	} {
		if _, err := sourceFrom(lookup(environment)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: want an error that says %s, got %v", environment, want, err)
		}
	}
	if _, err := identityFrom(lookup(nil)); err == nil || strings.Count(err.Error(), "must be set") != 3 {
		t.Errorf("want all three that are missing, got %v", err)
	}
}

// A request that fails is repeated, and what was there stays until there is another.
func TestTokenIsRenewed(t *testing.T) {
	at, _, _ := pipeline(t, "value", 2)
	source, err := sourceFrom(lookup(map[string]string{"ACTIONS_ID_TOKEN_REQUEST_URL": at}))
	if err != nil {
		t.Fatal(err)
	}
	said := &strings.Builder{}
	k := keeper{source: source, file: filepath.Join(t.TempDir(), "token"), every: time.Millisecond, say: said}
	if err := k.fetch(t.Context()); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	t.Cleanup(func() {
		<-ended
		if strings.Count(said.String(), "503") != 2 {
			t.Errorf("said %q, want each failure", said)
		}
	})
	go func() { defer close(ended); k.keep(t.Context()) }()
	for deadline := time.Now().Add(20 * time.Second); ; {
		text, err := os.ReadFile(k.file)
		if err != nil {
			t.Fatal(err)
		}
		if n := string(text); n != "token-1" {
			if n == "token-2" || n == "token-3" {
				t.Errorf("%s was never given out", n)
			}
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the token is not renewed")
		}
	}
}

func TestEnvironment(t *testing.T) {
	given := []string{"PATH=/bin", "AZURE_CLIENT_ID=other", "ACTIONS_ID_TOKEN_REQUEST_TOKEN=secret", "SYSTEM_ACCESSTOKEN=secret"}
	got := identity{client: "c", tenant: "t", subscription: "s"}.environment(given, "/token")
	for _, want := range []string{
		"PATH=/bin", "AZURE_CLIENT_ID=c", "AZURE_FEDERATED_TOKEN_FILE=/token", "ARM_SUBSCRIPTION_ID=s", "ARM_USE_DEFAULT_AZURE_CREDENTIAL=true",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("%s is missing in %q", want, got)
		}
	}
	for _, entry := range got {
		if strings.Contains(entry, "secret") || entry == "AZURE_CLIENT_ID=other" {
			t.Errorf("the command gets %s", entry)
		}
	}
}

// The command has the token while it runs, its exit code is passed on, and nothing is left behind.
func TestRun(t *testing.T) {
	at, _, _ := pipeline(t, "value", 0)
	for name, value := range map[string]string{
		"AZURE_CLIENT_ID": "c", "AZURE_TENANT_ID": "t", "AZURE_SUBSCRIPTION_ID": "s",
		"ACTIONS_ID_TOKEN_REQUEST_URL": at, "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "secret", "TMPDIR": t.TempDir(),
	} {
		t.Setenv(name, value)
	}
	copied := filepath.Join(t.TempDir(), "copy")
	err := run([]string{"--", "sh", "-c", `cat "$AZURE_FEDERATED_TOKEN_FILE" > "$0"; exit 7`, copied})
	var ended *exec.ExitError
	if !errors.As(err, &ended) || ended.ExitCode() != 7 {
		t.Errorf("the command's end is %v, want exit code 7", err)
	}
	if text, err := os.ReadFile(copied); err != nil || string(text) != "token-1" {
		t.Errorf("the command saw %q, %v", text, err)
	}
	if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
