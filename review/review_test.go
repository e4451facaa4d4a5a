package review

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// kept reads a preview that the engine has printed, and the state that it starts from.
func kept(t *testing.T, name string) Sources {
	t.Helper()
	s := Sources{Events: &Events{Packs: map[string]string{"galera-aks": "v1.0.0"}}}
	open := func(file string) *os.File {
		f, err := os.Open(filepath.Join("testdata", file))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	var err error
	if s.Preview, err = ReadPreview(open(name + ".preview.json")); err != nil {
		t.Fatal(err)
	}
	if name != "create" {
		state, err := ReadState(open("state.json"))
		if err != nil {
			t.Fatal(err)
		}
		s.State = &state
	}
	return s
}

// reviewed returns what will happen to the database orders.
func reviewed(t *testing.T, s Sources) Database {
	t.Helper()
	for _, d := range Of(s).Databases {
		if d.Name == "orders" {
			return d
		}
	}
	t.Fatal("the review knows no database orders")
	return Database{}
}

// course writes what happens to members, one line a step.
func course(d Database) []string {
	var lines []string
	for _, s := range d.Prediction.Stages {
		line := string(s.Kind) + " " + strings.Join(s.Members, "|") + " " + string(s.Transfer)
		if s.Writer == Yes {
			line += " writer"
		}
		lines = append(lines, line)
	}
	return lines
}

// writing says that all members of orders are well, and who takes the writes.
func writing(writer string) *Live {
	d := LiveDatabase{Name: "orders", Writer: writer}
	for _, name := range []string{"orders-0", "orders-1", "orders-2"} {
		d.Members = append(d.Members, LiveMember{Name: name, State: "Synced", Primary: true, Ready: true})
	}
	return &Live{Databases: []LiveDatabase{d}}
}

func TestCourse(t *testing.T) {
	rolled := func(transfer string) []string {
		return []string{"restart orders-0 " + transfer, "restart orders-2 " + transfer, "restart orders-1 " + transfer + " writer"}
	}
	for name, want := range map[string][]string{
		"nothing":         nil,
		"grow":            nil,
		"online":          nil,
		"throughput":      nil,
		"address":         nil,
		"add-database":    nil,
		"node-size":       {"drain orders-2 incremental", "drain orders-1 incremental", "drain orders-0 incremental"},
		"kubernetes":      {"drain orders-0 incremental", "drain orders-1 incremental", "drain orders-2 incremental"},
		"setting":         rolled("incremental"),
		"resources":       rolled("incremental"),
		"image":           rolled("incremental"),
		"file-system":     rolled("full"),
		"scale-out":       {"join orders-3 full", "join orders-4 full"},
		"scale-in":        {"leave orders-2 none"},
		"remove-database": {"leave orders-2 none", "leave orders-1 none", "leave orders-0 none"},
		"create":          {"start orders-0 none", "join orders-1 full", "join orders-2 full"},
	} {
		t.Run(name, func(t *testing.T) {
			s := kept(t, name)
			s.Live = writing("orders-1")
			d := reviewed(t, s)
			if diff := cmp.Diff(want, course(d)); diff != "" {
				t.Error(diff)
			}
			handOvers := 0
			if len(want) > 0 && strings.HasSuffix(want[len(want)-1], "writer") {
				handOvers = 1
			}
			if name == "node-size" || name == "kubernetes" {
				handOvers = 1
			}
			if got := d.Prediction.HandOvers; got.Min != handOvers && d.Prediction.Certain == Yes {
				t.Errorf("hand-overs: want %d, got %v", handOvers, got)
			}
		})
	}
}

func TestWithoutKnowingTheWriter(t *testing.T) {
	d := reviewed(t, kept(t, "setting"))
	want := []string{
		"restart orders-0|orders-1 incremental", "restart orders-1|orders-2 incremental", "restart orders-0|orders-1|orders-2 incremental writer",
	}
	if diff := cmp.Diff(want, course(d)); diff != "" {
		t.Error(diff)
	}
	if d.Prediction.HandOvers != (Span{1, 1}) || d.Prediction.WriterKnown {
		t.Errorf("got %+v", d.Prediction)
	}
	in := reviewed(t, kept(t, "scale-in"))
	if in.Prediction.HandOvers != (Span{0, 1}) {
		t.Errorf("hand-overs when somebody leaves who may be the writer: got %v", in.Prediction.HandOvers)
	}
}

// A rollout that has stopped half way goes on with the members that it had not come to.
func TestGoingOn(t *testing.T) {
	interrupted := func(live *Live) Database {
		s := kept(t, "nothing")
		s.Live = live
		for i := range s.State.Deployment.Resources {
			r := &s.State.Deployment.Resources[i]
			if r.URN.Type() == typeJob && strings.HasPrefix(r.meta().Name, "orders-rollout") {
				s.Preview.Steps = append(s.Preview.Steps, Step{Op: OpUpdate, URN: r.URN, Old: r, New: r})
			}
		}
		return reviewed(t, s)
	}
	live := writing("orders-1")
	live.Databases[0].Members[1].Outdated, live.Databases[0].Members[2].Outdated = true, true
	d := interrupted(live)
	if diff := cmp.Diff([]string{"restart orders-2 unknown", "restart orders-1 unknown writer"}, course(d)); diff != "" {
		t.Error(diff)
	}
	if d.Prediction.HandOvers != (Span{1, 1}) || d.Prediction.Certain != Yes {
		t.Errorf("got %+v", d.Prediction)
	}
	if d := interrupted(nil); d.Prediction.Certain != Unknown || len(d.Prediction.Stages) != 3 || d.Prediction.HandOvers != (Span{0, 1}) {
		t.Errorf("without knowing the members: got %+v", d.Prediction)
	}
	if d := interrupted(writing("orders-1")); len(d.Prediction.Stages) > 0 {
		t.Errorf("all members are what they should be, and yet: %v", course(d))
	}
}

// A member that is down is mended first, and one that has been away may need any transfer.
func TestWithAMemberDown(t *testing.T) {
	s := kept(t, "setting")
	s.Live = writing("orders-0")
	s.Live.Databases[0].Members[2] = LiveMember{Name: "orders-2"}
	d := reviewed(t, s)
	want := []string{"restart orders-2 unknown", "restart orders-1 incremental", "restart orders-0 incremental writer"}
	if diff := cmp.Diff(want, course(d)); diff != "" {
		t.Error(diff)
	}
	if gap := d.Clients(Nodes{}).Gap; gap != 0 {
		t.Errorf("the gap is foreseen as %v although a member is down", gap)
	}
}

func TestQuorum(t *testing.T) {
	d := reviewed(t, kept(t, "file-system"))
	for _, s := range d.Prediction.Stages {
		if s.InStep != 1 || s.Of != 3 || s.Margin != 0 || s.UpToGiB != 2 {
			t.Errorf("%v: %d of %d in step, margin %d, up to %d GiB", s.Members, s.InStep, s.Of, s.Margin, s.UpToGiB)
		}
	}
	for in, want := range map[int]int{0: -1, 1: 0, 2: 0, 3: 1, 4: 1, 5: 2} {
		if got := margin(in); got != want {
			t.Errorf("margin of %d: want %d, got %d", in, want, got)
		}
	}
}

// Whoever leaves may be the writer, who then hands over.
func TestTheWriterLeaves(t *testing.T) {
	s := kept(t, "scale-in")
	s.Live = writing("orders-2")
	d := reviewed(t, s)
	if diff := cmp.Diff([]string{"leave orders-2 none writer"}, course(d)); diff != "" {
		t.Error(diff)
	}
	if d.Prediction.HandOvers != (Span{1, 1}) {
		t.Errorf("hand-overs: got %v", d.Prediction.HandOvers)
	}
}

// An image that is not known yet may come out the same.
func TestUnknownImage(t *testing.T) {
	for _, name := range []string{"image", "tags"} {
		d := reviewed(t, kept(t, name))
		if d.Prediction.Certain != Unknown || d.Prediction.HandOvers != (Span{0, 1}) {
			t.Errorf("%s: got %+v", name, d.Prediction)
		}
	}
	r := Of(kept(t, "tags"))
	for _, c := range r.Platform {
		if strings.HasSuffix(c.URN.Type(), "RoleAssignment") && !c.Maybe {
			t.Errorf("%s: its replacement is certain, though the identity may stay what it is", c.URN.Name())
		}
	}
	if len(r.Dangers) > 0 {
		t.Errorf("dangers: %v", r.Dangers)
	}
}

func TestDangers(t *testing.T) {
	all := func(s Sources) string {
		var text strings.Builder
		for _, d := range Of(s).Dangers {
			text.WriteString(d.What + " " + d.Then + "\n")
		}
		return text.String()
	}
	if said := all(kept(t, "remove-database")); !strings.Contains(said, "disks orders-0-g1, orders-1-g1, orders-2-g1 are kept") {
		t.Errorf("got %s", said)
	}
	lost := kept(t, "remove-database")
	for i := range lost.State.Deployment.Resources {
		lost.State.Deployment.Resources[i].RetainOnDelete = false
	}
	if said := all(lost); !strings.Contains(said, "ALL ITS DATA IS LOST") {
		t.Errorf("got %s", said)
	}
	protected := kept(t, "remove-database")
	for i := range protected.State.Deployment.Resources {
		r := &protected.State.Deployment.Resources[i]
		r.Protect = r.URN.Type() == typeDisk
	}
	if said := all(protected); strings.Count(said, "is protected and would be deleted") != 3 {
		t.Errorf("got %s", said)
	}
	if said := all(kept(t, "scale-in")); !strings.Contains(said, "left with 2 of 3") {
		t.Errorf("got %s", said)
	}
	for _, name := range []string{"nothing", "grow", "setting", "online", "file-system", "scale-out", "create", "kubernetes", "address"} {
		if said := all(kept(t, name)); said != "" {
			t.Errorf("%s: %s", name, said)
		}
	}
}

// What the engine would do to things that everything stands on is told even where no fixture has it.
func TestStepsThatAreDangerous(t *testing.T) {
	urn := func(kind, name string) URN { return URN("urn:pulumi:lab::galera-aks::" + kind + "::" + name) }
	both := []Database{{Name: "orders", Before: &Cluster{}, After: &Cluster{}}}
	for want, step := range map[string]Step{
		"stops":               {Op: OpReplace, URN: urn(typeCluster, "galera-lab")},
		"without the rollout": {Op: OpReplace, URN: urn(typeSet, "orders-0")},
		"its data is lost":    {Op: OpReplace, URN: urn(typeDisk, "orders-0-g1")},
		"remembers":           {Op: OpDelete, URN: urn(typeLease, "orders-ledger")},
		"are refused":         {Op: OpReplace, URN: urn(typePassword, "orders-application-password")},
		"is protected":        {Op: OpDelete, URN: urn("x:y:Z", "z"), Old: &Resource{Protect: true}},
	} {
		d, is := step.danger(both)
		if !is || !strings.Contains(d.What+" "+d.Then, want) {
			t.Errorf("%s of %s: want %q, got %+v", step.Op, step.URN, want, d)
		}
	}
}

func TestDrainedNodes(t *testing.T) {
	r := Of(kept(t, "node-size"))
	want := Nodes{
		Replaced: []string{"galera-lab-db1d2dsv5", "galera-lab-db2d2dsv5", "galera-lab-db3d2dsv5"}, Zones: []string{"3", "2", "1"}, InTurn: true,
	}
	if diff := cmp.Diff(want, r.Nodes); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(Nodes{Upgraded: true, Zones: []string{"1", "2", "3"}, InTurn: true}, Of(kept(t, "kubernetes")).Nodes); diff != "" {
		t.Error(diff)
	}
	// The writer is drained, and so may whoever takes over from it be, where its turn is yet to come.
	for writer, handOvers := range map[string]Span{"orders-2": {2, 3}, "orders-1": {1, 2}, "orders-0": {1, 1}} {
		s := kept(t, "node-size")
		s.Live = writing(writer)
		if got := reviewed(t, s).Prediction.HandOvers; got != handOvers {
			t.Errorf("hand-overs from %s: want %v, got %v", writer, handOvers, got)
		}
	}
	together := kept(t, "node-size")
	for i := range together.State.Deployment.Resources {
		together.State.Deployment.Resources[i].Dependencies = nil
	}
	if d := Of(together).Dangers; len(d) != 1 || !strings.Contains(d[0].What, "at the same time") {
		t.Errorf("dangers: %v", d)
	}
}

func TestFailedPreview(t *testing.T) {
	r := Of(kept(t, "refused"))
	if !r.Failed || !r.Stopped || len(r.Reasons) != 1 || !strings.HasPrefix(r.Reasons[0], "problems in the settings") {
		t.Errorf("got %+v", r)
	}
	if len(r.Databases) > 0 {
		t.Error("foresees something although the preview ended early")
	}
	refused := kept(t, "grow")
	refused.Events.Violations = []Violation{{Policy: "some-rule", Mandatory: true}}
	refused.Preview.Diagnostics = []Diagnostic{{Message: "error: preview failed", Severity: severityError}}
	if r := Of(refused); !r.Failed || r.Stopped || len(r.Databases) != 1 || len(r.Reasons) > 0 {
		t.Errorf("refused by a policy: got %+v", r)
	}
}

// Without the state, and with a preview that leaves out what stays the same, a review says that it does not know.
func TestPartial(t *testing.T) {
	s := kept(t, "grow")
	s.State = nil
	if !Of(s).Partial {
		t.Error("claims to know what it cannot")
	}
	if Of(kept(t, "grow")).Partial {
		t.Error("knows the state, and says that it does not")
	}
}
