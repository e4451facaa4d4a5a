package kubernetes

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
)

// A cluster that was made anew under the same name knows nothing of the token that the process has kept.
func TestAClusterThatRefusesTheKeptTokenIsAskedAgain(t *testing.T) {
	for refusals, reachable := range map[int32]bool{0: true, 1: true, 2: false} {
		var asked atomic.Int32
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if asked.Add(1) <= refusals {
				w.WriteHeader(http.StatusUnauthorized)
			}
			_, _ = fmt.Fprint(w, "{}")
		}))
		t.Cleanup(server.Close)
		link, err := dial(settings{kubeconfig: fmt.Sprintf(`{"apiVersion": "v1", "kind": "Config", "current-context": "c",
"clusters": [{"name": "c", "cluster": {"server": %q}}], "contexts": [{"name": "c", "context": {"cluster": "c"}}]}`, server.URL)})
		if err != nil {
			t.Fatal(err)
		}
		if err := link.reachable(t.Context()); (err == nil) != reachable {
			t.Errorf("refused %d times: %v", refusals, err)
		}
	}
}
