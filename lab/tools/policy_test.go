package tools

import (
	"os/exec"
	"strings"
	"testing"
)

// The pack is built again when any package of this project that it is made from changes.
func TestPolicyPackIsMadeFromItsSources(t *testing.T) {
	repository, err := Repository()
	if err != nil {
		t.Fatal(err)
	}
	pack, err := policyPack(repository)
	if err != nil {
		t.Fatal(err)
	}
	const module = "github.com/galera-aks/galera-aks/"
	list := exec.Command("go", "list", "-deps", "./policy")
	list.Dir = repository
	packages, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	from := strings.Join(pack.From, " ") + " "
	for name := range strings.FieldsSeq(string(packages)) {
		if folder, ours := strings.CutPrefix(name, module); ours && !strings.Contains(" "+from, " "+folder+"/") {
			t.Errorf("%s is not among the sources: a change of it would not be built", folder)
		}
	}
}
