package engine

import "testing"

const file = `config:
  galera-aks:location: westeurope
  galera-aks:databases:
    - name: orders
      members: 3
`

func TestApply(t *testing.T) {
	for _, test := range []struct{ name, set, want string }{
		{"number in a list", "databases[0].members=5", "config:\n    galera-aks:location: westeurope\n    galera-aks:databases:\n        - name: orders\n          members: 5\n"},
		{"new branch", "databases[0].storage.fileSystem=ext4", "config:\n    galera-aks:location: westeurope\n    galera-aks:databases:\n        - name: orders\n          members: 3\n          storage:\n            fileSystem: ext4\n"},
		{"new entry", "databases[1].name=stock", "config:\n    galera-aks:location: westeurope\n    galera-aks:databases:\n        - name: orders\n          members: 3\n        - name: stock\n"},
		{"qualified", "galera-aks:location=northeurope", "config:\n    galera-aks:location: northeurope\n    galera-aks:databases:\n        - name: orders\n          members: 3\n"},
		{"list", "zones=[\"1\", \"2\"]", "config:\n    galera-aks:location: westeurope\n    galera-aks:databases:\n        - name: orders\n          members: 3\n    galera-aks:zones: [\"1\", \"2\"]\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			setting, err := ParseSetting(test.set)
			if err != nil {
				t.Fatal(err)
			}
			got, err := Apply("galera-aks", []byte(file), []Setting{setting})
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != test.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, test.want)
			}
		})
	}
}

func TestApplyRefuses(t *testing.T) {
	for _, set := range []string{"databases[3].members=1", "location[0]=x"} {
		setting, err := ParseSetting(set)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Apply("galera-aks", []byte(file), []Setting{setting}); err == nil {
			t.Errorf("%s: no error", set)
		}
	}
	if _, err := ParseSetting("members"); err == nil {
		t.Error("a setting without a value: no error")
	}
}
