package enginetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/galera-aks/galera-aks/internal/golden"
	"github.com/galera-aks/galera-aks/lab/azure"
	labengine "github.com/galera-aks/galera-aks/lab/engine"
	runs "github.com/galera-aks/galera-aks/lab/environment"
	"github.com/galera-aks/galera-aks/lab/tools"
	"github.com/galera-aks/galera-aks/review"
	"github.com/galera-aks/galera-aks/review/markdown"
	"github.com/google/go-cmp/cmp"
)

// reviewed is where the tests of reviews keep previews, and pages what they should say.
const (
	reviewed = repository + "/review/testdata"
	pages    = repository + "/review/markdown/testdata"
)

// A foreseen is a change of the environment lab whose preview the tests of reviews keep.
type foreseen struct {
	name string
	sets []string
	// image tells that the members' image is built from other sources.
	image bool
	// always tells that what the engine says is held against what is kept in every run of the tests.
	always bool
}

// based are the settings of the environment that changes are made of: as in production, disks are retained.
var based = []string{"databases[0].storage.guard=retain"}

var foreseens = []foreseen{
	{name: "nothing"},
	{name: "grow", sets: []string{"databases[0].storage.sizeGiB=4"}, always: true},
	{name: "file-system", sets: []string{"databases[0].storage.fileSystem=ext4"}, always: true},
	{name: "throughput", sets: []string{"databases[0].storage.throughputMBps=250"}},
	{name: "image", image: true},
	{name: "setting", sets: []string{"databases[0].settings={ft_min_word_len: 5}"}},
	{name: "online", sets: []string{"databases[0].settings={max_connections: 200}"}, always: true},
	{name: "resources", sets: []string{"databases[0].resources.memory=1Gi"}},
	{name: "scale-out", sets: []string{"databases[0].members=5"}, always: true},
	{name: "scale-in", sets: []string{"databases[0].members=2", "databases[0].allowEven=true"}},
	{name: "add-database", sets: []string{
		"databases[1]={name: stock, address: 10.60.8.12, allowSharedNodes: true, storage: {sizeGiB: 2}, resources: {cpu: 250m, memory: 768Mi}}",
	}},
	{name: "remove-database", sets: []string{"databases=[]", "removedDatabases=[orders]"}},
	{name: "node-size", sets: []string{"cluster.databasePools.size=Standard_D4ds_v5"}},
	{name: "kubernetes", sets: []string{`cluster.kubernetesVersion="1.36"`}},
	{name: "address", sets: []string{"databases[0].address=10.60.8.11", "databases[0].replacesAddress=10.60.8.10"}},
	{name: "tags", sets: []string{"tags={environment: lab, owner: shop}"}},
	{name: "refused", sets: []string{"databases[0].storage.sizeGiB=1", "databases[0].members=4"}},
}

// What the engine's command says of a change, in full, gives the review that is kept for it. With -update previews and
// the state are taken down anew; the tests of review then say what becomes of them.
func TestReviewsOfRealPreviews(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs the engine's command many times")
	}
	var said bytes.Buffer
	runner := runs.Runner{
		Repository: projectFolder(t), State: t.TempDir(), Effects: azure.NoEffects{}, Memory: newServer().Memory, Out: &said, Err: &said,
	}
	check(t, runner, foreseen{name: "create"})
	if err := runner.Up(t.Context(), "lab", parsed(t, based)); err != nil {
		t.Fatalf("%v\n%s", err, said.String())
	}
	for _, f := range foreseens {
		if f.always || golden.Updating() {
			check(t, runner, f)
		}
	}
}

// check holds what the engine says of a change against the review that is kept, or keeps it.
func check(t *testing.T, runner runs.Runner, f foreseen) {
	t.Helper()
	seen := preview(t, runner, f)
	if golden.Updating() {
		keep(t, f.name+".preview.json", strip(seen.Preview))
		keep(t, "state.json", stripState(*seen.State))
		return
	}
	seen.State = nil // the preview tells what stays the same
	want, err := os.ReadFile(filepath.Join(pages, f.name+".md"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), markdown.Render(review.Of(seen))); diff != "" {
		t.Errorf("%s: the review of the real preview (+) is not the one that is kept (-):\n%s", f.name, diff)
	}
}

// projectFolder returns a folder with the environments' files, little to build an image from, and the engine's command.
func projectFolder(t *testing.T) string {
	t.Helper()
	repository, err := tools.Repository()
	if err != nil {
		t.Fatal(err)
	}
	folder := sources(t)
	files, err := filepath.Glob(filepath.Join(repository, "Pulumi*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(folder, filepath.Base(file)), string(content))
	}
	if err := os.Symlink(filepath.Join(repository, ".lab"), filepath.Join(folder, ".lab")); err != nil {
		t.Fatal(err)
	}
	return folder
}

// preview returns what the engine says of a change.
func preview(t *testing.T, runner runs.Runner, f foreseen) review.Sources {
	t.Helper()
	image := filepath.Join(runner.Repository, dockerfile)
	if f.image {
		write(t, image, "FROM scratch\nUSER 999\n")
		defer write(t, image, "FROM scratch\n")
	}
	all, err := runner.Foresee(t.Context(), "lab", parsed(t, append(slices.Clone(based), f.sets...)))
	if err != nil || len(all) != 1 {
		t.Fatalf("%s: previews of %d stacks: %v", f.name, len(all), err)
	}
	seen, err := all[0].Sources()
	if err != nil {
		t.Fatalf("%s: %v", f.name, err)
	}
	return seen
}

func parsed(t *testing.T, texts []string) []labengine.Setting {
	t.Helper()
	var settings []labengine.Setting
	for _, text := range texts {
		s, err := labengine.ParseSetting(text)
		if err != nil {
			t.Fatal(err)
		}
		settings = append(settings, s)
	}
	return settings
}

func keep(t *testing.T, name string, value any) {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(reviewed, name), fmt.Sprintf("%s\n", text))
}
