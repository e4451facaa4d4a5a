package azuretest

import (
	"context"
	"errors"
	"regexp"
	"testing"

	"github.com/galera-aks/galera-aks/lab/azure"
)

// started returns a stack in whose subscription the application's network is, and nothing else.
func started(t *testing.T) *stack {
	t.Helper()
	s := newStack(t)
	if err := s.store.Seed(azure.ApplicationNetwork(application, location, "10.50.0.0/16")...); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestPlatformLives(t *testing.T) {
	s := started(t)
	p := newPlatform()

	s.preview(p.program)
	if len(s.steps) == 0 {
		t.Error("the preview shows no steps")
	}
	if made := len(s.store.All()); made != 2 {
		t.Errorf("the preview made %d resources", made-2)
	}

	s.up(p.program)
	for name, want := range map[string]string{
		"image":      `^galera[a-z0-9]{6}\.azurecr\.io/mariadb-galera@sha256:[0-9a-f]{64}$`,
		"kubeconfig": `(?s)server: https://.*kubelogin`,
		"issuer":     `^https://`,
		"host":       `^orders\.galera\.internal$`,
		"disk":       `/resourceGroups/galera-data/providers/Microsoft\.Compute/disks/orders-0-g1$`,
	} {
		if got, _ := s.output(name).(string); !regexp.MustCompile(want).MatchString(got) {
			t.Errorf("output %s is %q, want it to match %s", name, got, want)
		}
	}

	s.up(p.program)
	s.did()

	p.sizeGiB = 64
	s.preview(p.program)
	s.did("update Disk orders-0-g1")
	s.up(p.program)
	s.did("update Disk orders-0-g1")

	p.generation = 2
	s.up(p.program)
	s.did("create Disk orders-0-g2", "delete Disk orders-0-g1")

	p.source = "FROM scratch\n# newer\n"
	before := s.output("image")
	s.up(p.program)
	s.did("update TaskRun galera-image")
	if s.output("image") == before {
		t.Error("a rebuilt image has the same digest")
	}

	s.destroy()
	s.inOrder("delete AgentPool galera-db1d4dsv5", "delete ManagedCluster galera", "delete Subnet galera-nodes", "delete VirtualNetwork galera",
		"delete ResourceGroup galera")
	s.inOrder("delete TaskRun galera-image", "delete AgentPool galera-agents", "delete Registry galera")
	s.inOrder("delete PrivateEndpoint galera-endpoint", "delete Subnet galera-privateendpoints")
	if left := s.store.All(); len(left) != 2 {
		t.Errorf("after destroying there is still %v", left)
	}
}

func TestAShrunkDiskIsRefused(t *testing.T) {
	s := started(t)
	p := newPlatform()
	s.up(p.program)
	p.sizeGiB = 16
	s.upFails("ResizeDiskError: disk orders-0-g1 has 32 GB and cannot be made smaller, got 16", p.program)
}

func TestADiskCannotMove(t *testing.T) {
	s := started(t)
	p := newPlatform()
	s.up(p.program)
	p.zone = "2"
	s.upFails("PropertyChangeNotAllowed: changing property 'zones' is not allowed", p.program)
}

func TestWithoutTheApplicationsNetwork(t *testing.T) {
	s := newStack(t)
	p := newPlatform()
	s.preview(p.program)
	s.upFails(application+" does not exist", p.program)
}

// broken fails its effect on disks while it is told to, and counts the others.
type broken struct {
	azure.NoEffects
	failing bool
	applied []*azure.Resource
}

func (b *broken) Apply(ctx context.Context, r azure.Resource, prior *azure.Resource, p azure.Progress) (map[string]any, error) {
	if r.Type == azure.TypeDisk {
		b.applied = append(b.applied, prior)
		if b.failing {
			return nil, errors.New("no space left")
		}
	}
	return b.NoEffects.Apply(ctx, r, prior, p)
}

func TestAnEffectThatFailedIsTriedAgain(t *testing.T) {
	s := started(t)
	effects := &broken{failing: true}
	s.effects = effects
	p := newPlatform()
	s.upFails("no space left", p.program)
	effects.failing = false
	s.up(p.program)
	s.inOrder("update Disk orders-0-g1")
	if len(effects.applied) != 2 || effects.applied[0] != nil || effects.applied[1] == nil {
		t.Errorf("the effect was asked for with priors %v, want none and then one", effects.applied)
	}
	s.up(p.program)
	s.did()
}
