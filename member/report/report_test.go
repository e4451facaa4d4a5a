package report

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/galera-aks/galera-aks/member/contract"
)

func TestAsk(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		want   string
		fails  string
	}{
		"a report":           {http.StatusOK, `{"member":"orders-1"}`, "orders-1", ""},
		"another answer":     {http.StatusServiceUnavailable, `{}`, "", "503"},
		"not a report":       {http.StatusOK, "hello", "", "reading the report"},
		"more than a report": {http.StatusOK, `{"member":"` + strings.Repeat("x", sizeLimit) + `"}`, "", "reading the report"},
	} {
		t.Run(name, func(t *testing.T) {
			member := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != contract.PathState {
					t.Errorf("asked for %s, want %s", r.URL.Path, contract.PathState)
				}
				w.WriteHeader(c.status)
				fmt.Fprint(w, c.body)
			}))
			defer member.Close()
			report, err := NewClient(10*time.Second).Ask(t.Context(), strings.TrimPrefix(member.URL, "http://"))
			if c.fails != "" {
				if err == nil || !strings.Contains(err.Error(), c.fails) {
					t.Errorf("got %v, want an error with %q", err, c.fails)
				}
				return
			}
			if err != nil || report.Member != c.want {
				t.Errorf("got %q (%v), want %q", report.Member, err, c.want)
			}
		})
	}
}

func TestNobodyAnswers(t *testing.T) {
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	if _, err := NewClient(10*time.Second).Ask(t.Context(), strings.TrimPrefix(gone.URL, "http://")); err == nil {
		t.Error("a report of nobody")
	}
}
