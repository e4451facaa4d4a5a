package markdown

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/galera-aks/galera-aks/internal/golden"
	"github.com/galera-aks/galera-aks/review"
)

// kept reads a preview that the engine has printed, and the state that it starts from.
func kept(t *testing.T, name string) review.Sources {
	t.Helper()
	open := func(file string) *os.File {
		f, err := os.Open(filepath.Join("..", "testdata", file))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	// No policy pack was asked when these previews were made.
	s := review.Sources{Events: &review.Events{}}
	var err error
	if s.Preview, err = review.ReadPreview(open(name + ".preview.json")); err != nil {
		t.Fatal(err)
	}
	if name != "create" {
		state, err := review.ReadState(open("state.json"))
		if err != nil {
			t.Fatal(err)
		}
		s.State = &state
	}
	return s
}

// live says that all members of orders are well but those that are named, and that orders-1 takes the writes.
func live(down ...string) *review.Live {
	d := review.LiveDatabase{Name: "orders", Writer: "orders-1"}
	for _, name := range []string{"orders-0", "orders-1", "orders-2"} {
		m := review.LiveMember{Name: name}
		if !strings.Contains(strings.Join(down, " "), name) {
			m.State, m.Primary, m.Ready = "Synced", true, true
		}
		d.Members = append(d.Members, m)
	}
	return &review.Live{Databases: []review.LiveDatabase{d}}
}

func TestPages(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "testdata", "*.preview.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no previews: %v", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".preview.json")
		t.Run(name, func(t *testing.T) {
			golden.Check(t, name+".md", Render(review.Of(kept(t, name))))
		})
	}
}

// TestPagesWithMore has what else may be known, or not.
func TestPagesWithMore(t *testing.T) {
	for name, change := range map[string]func(s *review.Sources){
		"file-system-live": func(s *review.Sources) { s.Live = live() },
		"setting-down":     func(s *review.Sources) { s.Live = live("orders-2") },
		"grow-partial":     func(s *review.Sources) { s.State, s.Events = nil, nil },
		"grow-refused": func(s *review.Sources) {
			s.Events = &review.Events{
				Failed: true, Packs: map[string]string{"galera-aks": "v0.1.0"},
				Violations: []review.Violation{
					{
						URN: "urn:pulumi:lab::galera-aks::azure-native:compute:Disk::orders-0-g1", Policy: "disk-size", Mandatory: true,
						Message: "orders-0-g1: diskSizeGB is | too large\nmake it smaller",
					},
					{Policy: "tags", Message: "owner is missing"},
				},
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			base, _, _ := strings.Cut(name, "-"+name[strings.LastIndexByte(name, '-')+1:])
			s := kept(t, base)
			change(&s)
			golden.Check(t, name+".md", Render(review.Of(s)))
		})
	}
}

// Nothing that is secret, and no state of resources, gets into a review.
func TestSecretsStaySecret(t *testing.T) {
	s := kept(t, "setting")
	const secret = "hunter2"
	for i := range s.Preview.Steps {
		if n := s.Preview.Steps[i].New; n != nil && strings.HasSuffix(n.URN.Type(), "ConfigMap") {
			n.Inputs = []byte(`"[secret]"`)
		}
	}
	s.Preview.Steps = append(s.Preview.Steps,
		review.Step{
			Op:  review.OpUpdate,
			URN: "urn:pulumi:lab::galera-aks::galera-aks:galera:Cluster$kubernetes:core/v1:Secret::orders-secrets",
			Old: &review.Resource{Inputs: []byte(`{"stringData":{"root-password":"` + secret + `"}}`)},
			New: &review.Resource{Inputs: []byte(`{"stringData":{"root-password":"` + secret + `2"}}`)},
			Diff: map[string]review.PropertyDiff{
				"stringData.root-password": {Kind: "update"},
			},
		},
		review.Step{
			Op:  review.OpUpdate,
			URN: "urn:pulumi:lab::galera-aks::azure-native:containerservice:ManagedCluster::galera-lab",
			Old: &review.Resource{Inputs: []byte(`{"kubernetesVersion":"[secret]","windowsProfile":{"adminPassword":"x"}}`)},
			New: &review.Resource{Inputs: []byte(`{"kubernetesVersion":"[secret]","windowsProfile":{"adminPassword":"` + secret + `"}}`)},
			Diff: map[string]review.PropertyDiff{
				"windowsProfile.adminPassword": {Kind: "update"},
			},
		})
	page := Render(review.Of(s))
	if strings.Contains(page, secret) {
		t.Errorf("it tells a secret:\n%s", page)
	}
	for _, want := range []string{"Secret `orders-secrets`: updated: `stringData.root-password`", "`windowsProfile.adminPassword`"} {
		if !strings.Contains(page, want) {
			t.Errorf("it does not say %q:\n%s", want, page)
		}
	}
}

// Fifty databases of which one changes fit into a comment.
func TestManyDatabases(t *testing.T) {
	r := review.Of(kept(t, "setting"))
	for len(r.Databases) < 50 {
		twin := r.Databases[0]
		twin.Name, twin.Before = "twin", twin.After
		twin.Prediction = review.Prediction{}
		twin.Members = nil
		r.Databases = append(r.Databases, twin)
	}
	if page := Render(r); len(page) > 60000 {
		t.Errorf("it has %d characters", len(page))
	}
}
