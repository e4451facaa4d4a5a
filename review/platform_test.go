package review

import "testing"

func TestOwner(t *testing.T) {
	all := []Database{{Name: "orders"}, {Name: "orders-eu"}, {Name: "o"}}
	for name, want := range map[string]string{
		"orders": "orders", "orders-0": "orders", "orders-eu": "orders-eu", "orders-eu-0-g1-claim": "orders-eu", "ordersx": "", "o-1": "o",
	} {
		got := ""
		if d := owner(all, name); d != nil {
			got = d.Name
		}
		if got != want {
			t.Errorf("%s: want %q, got %q", name, want, got)
		}
	}
}

func TestProperty(t *testing.T) {
	r := &Resource{Inputs: []byte(`{"sku":{"tier":"Standard"},"vmSize":"x","list":[1],"count":3}`)}
	for path, want := range map[string]string{"sku.tier": "Standard", "vmSize": "x", "count": "3", "sku": "", "list": "", "none": "", "none.at.all": ""} {
		if got, _ := property(r, path); got != want {
			t.Errorf("%s: want %q, got %q", path, want, got)
		}
	}
}
