package enginetest

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/pkg/v3/engine"
	lt "github.com/pulumi/pulumi/pkg/v3/engine/lifecycletest/framework"
	pkgstack "github.com/pulumi/pulumi/pkg/v3/resource/stack"
	"github.com/pulumi/pulumi/pkg/v3/secrets/b64"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
)

// release makes TestReleaseIsKept keep what today's program makes, as that of a new release: `-release v0.2.0`. What is kept
// is never changed.
var release = flag.String("release", "", "keep the state that the program makes now as that of this release")

// releases has a folder for each release, with the settings of the stack lab and the state that they made.
const releases = "testdata/releases"

// remade are the kinds that an update may replace: their names are hashes of what they hold, and nothing depends on them
// but members that run already and have what they need.
var remade = []string{"Job", "ConfigMap"}

// A stack that any earlier release has brought up is brought up to date without losing anything: whatever holds data, runs
// or has an address stays the resource that it is.
func TestEarlierReleases(t *testing.T) {
	kept, err := os.ReadDir(releases)
	if err != nil || len(kept) == 0 {
		t.Fatalf("%d releases are kept: %v", len(kept), err)
	}
	for _, r := range kept {
		t.Run(r.Name(), func(t *testing.T) {
			s := lab(t)
			s.recall(filepath.Join(releases, r.Name()))
			if err := s.run(lt.TestOp(engine.Update), true); err != nil {
				t.Fatalf("%v\n%s", err, s.said)
			}
			for _, step := range s.did.matching("") {
				words := strings.Fields(step)
				if harmless := words[0] == "create" || words[0] == "update"; !harmless && !slices.Contains(remade, words[1]) {
					t.Errorf("an update from %s would %s", r.Name(), step)
				}
			}
		})
	}
}

// The test of earlier releases finds a resource that has lost its former name.
func TestEarlierReleasesFindWhatIsRenamed(t *testing.T) {
	s := lab(t)
	s.recall(filepath.Join(releases, "v0.1.0"))
	s.rename("orders-1-g1-claim", "orders-1-data")
	if err := s.run(lt.TestOp(engine.Update), true); err != nil {
		t.Fatalf("%v\n%s", err, s.said)
	}
	if steps := s.did.matching("delete PersistentVolumeClaim orders-1-data"); len(steps) != 1 {
		t.Errorf("a renamed claim is not found; the update would\n%s", s.did.sorted())
	}
}

func TestReleaseIsKept(t *testing.T) {
	if *release == "" {
		return // nothing is to be kept
	}
	folder := filepath.Join(releases, *release)
	if _, err := os.Stat(folder); err == nil {
		t.Fatalf("%s is kept already", *release)
	}
	s := lab(t)
	write(t, filepath.Join(folder, "settings.yaml"), string(s.file))
	write(t, filepath.Join(folder, "state.json"), s.keep())
}

// keep returns the stack's state as text, a line for each resource, without when and from where things were made.
func (s *stack) keep() string {
	s.t.Helper()
	state := *s.copyOfState()
	state.SecretsManager = b64.NewBase64SecretsManager()
	for _, r := range state.Resources {
		r.Created, r.Modified, r.SourcePosition, r.StackTrace = nil, nil, "", nil
	}
	deployment, err := pkgstack.SerializeDeployment(s.t.Context(), &state, false)
	if err != nil {
		s.t.Fatal(err)
	}
	lines := make([]string, len(deployment.Resources))
	for n, r := range deployment.Resources {
		text, err := json.Marshal(r)
		if err != nil {
			s.t.Fatal(err)
		}
		lines[n] = string(text)
	}
	return fmt.Sprintf("{\"secrets_providers\": {\"type\": %q}, \"resources\": [\n%s\n]}\n",
		deployment.SecretsProviders.Type, strings.Join(lines, ",\n"))
}

// recall takes the stack back to what a release has left.
func (s *stack) recall(folder string) {
	s.t.Helper()
	var err error
	if s.file, err = os.ReadFile(filepath.Join(folder, "settings.yaml")); err != nil {
		s.t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(folder, "state.json"))
	if err != nil {
		s.t.Fatal(err)
	}
	var deployment apitype.DeploymentV3
	if err := json.Unmarshal(text, &deployment); err != nil {
		s.t.Fatal(err)
	}
	if s.state, err = pkgstack.DeserializeDeploymentV3(s.t.Context(), deployment, pkgstack.Base64SecretsProvider{}); err != nil {
		s.t.Fatal(err)
	}
}
