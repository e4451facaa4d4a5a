package pipelines

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// repos is Azure Repos with the threads of one pull request.
type repos struct {
	threads string
	// changed is what was last written: how, where, and what.
	changed, content string
}

func (r *repos) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	if request.Header.Get("Authorization") != "Bearer token" || request.URL.Query().Get("api-version") == "" {
		http.Error(w, "no", http.StatusUnauthorized)
		return
	}
	if request.Method == http.MethodGet {
		fmt.Fprint(w, r.threads)
		return
	}
	var body struct {
		Content  string
		Comments []struct{ Content string }
	}
	if err := json.NewDecoder(request.Body).Decode(&body); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	r.changed, r.content = request.Method+" "+request.URL.Path, body.Content
	if len(body.Comments) > 0 {
		r.content = body.Comments[0].Content
	}
	fmt.Fprint(w, "{}")
}

// The first review makes a thread, the next ones change it, and nobody else's is touched.
func TestCommentInAzureRepos(t *testing.T) {
	const base = "/organization/project/_apis/git/repositories/r1/pullRequests/7/threads"
	for name, c := range map[string]struct{ threads, want string }{
		"first": {`{"value": []}`, "POST " + base},
		"again": {`{"value": [
			{"id": 1, "isDeleted": false, "comments": [{"id": 1, "content": "looks good"}]},
			{"id": 2, "isDeleted": true, "comments": [{"id": 1, "content": "<!-- galera-aks: prod -->\nold"}]},
			{"id": 3, "comments": [{"id": 1, "content": "<!-- galera-aks: prod-databases -->\nold"}]},
			{"id": 4, "comments": [{"id": 5, "content": "<!-- galera-aks: prod -->\nold"}, {"id": 6, "content": "why?"}]},
			{"id": 8, "comments": []}]}`, "PATCH " + base + "/4/comments/5"},
	} {
		t.Run(name, func(t *testing.T) {
			r := &repos{threads: c.threads}
			server := httptest.NewServer(r)
			t.Cleanup(server.Close)
			review := filepath.Join(t.TempDir(), "review.md")
			if err := os.WriteFile(review, []byte("# \"new\" $(no)\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), script(t, "azure-pipelines/comment"), "prod", review)
			cmd.Env = append(os.Environ(), "SYSTEM_ACCESSTOKEN=token", "SYSTEM_COLLECTIONURI="+server.URL+"/organization/",
				"SYSTEM_TEAMPROJECTID=project", "BUILD_REPOSITORY_ID=r1", "SYSTEM_PULLREQUEST_PULLREQUESTID=7")
			if said, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, said)
			}
			if r.changed != c.want {
				t.Errorf("did %s, want %s", r.changed, c.want)
			}
			if want := "<!-- galera-aks: prod -->\n# \"new\" $(no)\n"; !strings.HasPrefix(r.content, want) {
				t.Errorf("wrote %q, want %q", r.content, want)
			}
		})
	}
}
