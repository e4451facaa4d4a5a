package enginetest

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Whatever is wrong with the settings is said at once, and nothing has been touched.
func TestWrongSettingsRegisterNothing(t *testing.T) {
	for _, c := range []struct {
		name    string
		changes []string
		says    []string
	}{
		{"several at once", []string{"databases[0].members=4", "databases[0].storage.fileSystem=zfs", "cluster.tier=Gold"}, []string{
			"databases[0].members: must be odd", "databases[0].storage.fileSystem: must be", "cluster.tier: must be",
		}},
		{"a mistyped key", []string{"databases[0].storage.sizeGib=4"}, []string{"databases[0].storage.sizeGib: unknown key (did you mean sizeGiB?)"}},
		{"a server setting that would break the cluster", []string{"databases[0].settings={wsrep_on: 'OFF'}"}, []string{"databases[0].settings.wsrep_on"}},
		{"a server setting that does not exist", []string{"databases[0].settings={max_conections: 5}"}, []string{"databases[0].settings.max_conections", "max_connections"}},
		{"too little memory", []string{"databases[0].resources.memory=16Mi"}, []string{"databases[0].resources.memory"}},
		{"an address of nobody's", []string{"databases[0].address=10.99.0.1"}, []string{"databases[0].address"}},
		{"a name too long", []string{"databases[0].name=a-database-with-a-name-that-is-too-long"}, []string{"databases[0].name"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newEnvironment(t).stack("lab")
			there := len(s.azure.All())
			s.set(c.changes...)
			s.upFails(c.says...)
			if len(s.azure.All()) != there || len(s.server.Events()) > 0 {
				t.Errorf("it did\n%s", s.did.sorted())
			}
			for _, r := range s.resources() {
				if r.Custom && r.Type.Package() != "pulumi" || r.Type != resource.RootStackType && !r.Custom {
					t.Errorf("it registered %s", r.URN)
				}
			}
		})
	}
}
