// Package enginetest runs the project's own program in the real engine, in process: its environments as their files have
// them, with the stand-ins as providers, Azure's resources in memory and a Kubernetes cluster in memory. What it asserts is
// what the engine does: which steps, of which kind, and in which order.
package enginetest

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/galera-aks/galera-aks/lab/azure"
	"github.com/galera-aks/galera-aks/lab/engine"
	"github.com/galera-aks/galera-aks/stacks/settings"
)

// repository is where the environments' files are.
const repository = "../.."

// environment is the stacks of one environment, and the world that they are about.
type environment struct {
	t      *testing.T
	azure  *azure.Store
	server *server
	// sources is the folder that the members' image is built from.
	sources string
	stacks  map[string]*stack
}

// application is the network that the environments' files peer with.
func application(name string) []azure.Resource {
	id := "/subscriptions/" + azure.DefaultAccount.SubscriptionID + "/resourceGroups/" + name +
		"/providers/Microsoft.Network/virtualNetworks/" + name
	return azure.ApplicationNetwork(id, "westeurope", "10.50.0.0/16")
}

// newEnvironment returns one of which there is nothing but the networks of applications.
func newEnvironment(t *testing.T) *environment {
	t.Helper()
	e := &environment{t: t, azure: azure.NewStore(), server: newServer(), sources: sources(t), stacks: map[string]*stack{}}
	for _, name := range []string{"application", "application-staging", "application-prod"} {
		if err := e.azure.Seed(application(name)...); err != nil {
			t.Fatal(err)
		}
	}
	return e
}

// sources returns a folder with as little as an image is built from, always the same.
func sources(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	for name, content := range map[string]string{"go.mod": "module m\n", "go.sum": "\n", dockerfile: "FROM scratch\n"} {
		write(t, filepath.Join(folder, name), content)
	}
	return folder
}

const dockerfile = "member/image/Dockerfile"

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// stack returns a stack of the environment as its file has it.
func (e *environment) stack(name string) *stack {
	e.t.Helper()
	file, err := os.ReadFile(filepath.Join(repository, "Pulumi."+name+".yaml"))
	if err != nil {
		e.t.Fatal(err)
	}
	s := &stack{environment: e, name: name, file: file}
	e.stacks[name] = s
	return s
}

// made holds environments as the first updates of their stacks leave them.
var made = struct {
	sync.Mutex
	environments map[string]*environment
}{environments: map[string]*environment{}}

// first returns a copy of an environment as the first updates of its stacks leave it, in the order given. That is made once
// for all tests; what these updates did and said is in the copy too.
func first(t *testing.T, stacks ...string) *environment {
	t.Helper()
	made.Lock()
	defer made.Unlock()
	if made.environments[stacks[0]] == nil {
		e := newEnvironment(t)
		for _, name := range stacks {
			e.stack(name).up()
		}
		if err := e.server.lead("orders", "orders-readers"); err != nil {
			t.Fatal(err)
		}
		made.environments[stacks[0]] = e
	}
	return made.environments[stacks[0]].copy(t)
}

// lab returns the environment lab after its first update.
func lab(t *testing.T) *stack {
	t.Helper()
	return first(t, "lab").stacks["lab"]
}

// production returns the stacks of the environment prod after their first updates.
func production(t *testing.T) (platform, databases *stack) {
	t.Helper()
	e := first(t, "prod", "prod-databases")
	return e.stacks["prod"], e.stacks["prod-databases"]
}

// copy returns the environment again, in a world of its own.
func (e *environment) copy(t *testing.T) *environment {
	t.Helper()
	c := &environment{t: t, azure: azure.NewStore(), server: e.server.copy(), sources: sources(t), stacks: map[string]*stack{}}
	if err := c.azure.Seed(e.azure.All()...); err != nil {
		t.Fatal(err)
	}
	for name, s := range e.stacks {
		twin := *s
		twin.environment, twin.state = c, s.copyOfState()
		c.stacks[name] = &twin
	}
	return c
}

// set changes settings: "databases[0].members=5".
func (s *stack) set(changes ...string) {
	s.t.Helper()
	for _, change := range changes {
		parsed, err := engine.ParseSetting(change)
		if err == nil {
			s.file, err = engine.Apply(settings.Namespace, s.file, []engine.Setting{parsed})
		}
		if err != nil {
			s.t.Fatal(err)
		}
	}
}

// config returns the settings as Pulumi gives them to a program.
func (s *stack) config() map[string]string {
	s.t.Helper()
	values, err := settings.Values(s.file)
	if err != nil {
		s.t.Fatal(err)
	}
	config := map[string]string{}
	for key, value := range values {
		config[settings.Namespace+":"+key] = value
	}
	return config
}

// disks returns the names of the disks that exist in Azure.
func (e *environment) disks() string {
	var names []string
	for _, r := range e.azure.All() {
		if r.Type == azure.TypeDisk {
			names = append(names, r.ID[strings.LastIndex(r.ID, "/")+1:])
		}
	}
	return strings.Join(names, " ")
}
