package armid

import "testing"

const subscription = "00000000-0000-0000-0000-000000000001"

func TestDiskIsSpelledAsAzureWritesIt(t *testing.T) {
	want := "/subscriptions/" + subscription + "/resourceGroups/Data/providers/Microsoft.Compute/disks/orders-0-g1"
	if got := Disk(subscription, "Data", "orders-0-g1"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestParseTakesAnyCaseAndWritesOne(t *testing.T) {
	text := "/subscriptions/" + subscription + "/resourcegroups/app/providers/microsoft.network/virtualnetworks/app"
	id, err := ParseOf(VirtualNetwork, text)
	if err != nil {
		t.Fatal(err)
	}
	if id.ResourceGroup != "app" || id.Name != "app" || id.Subscription != subscription {
		t.Errorf("got %+v", id)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, text := range []string{
		"", "app", "/subscriptions/s/resourceGroups/g",
		"/subscriptions//resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v",
		"/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/s",
		"/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/d",
	} {
		if id, err := ParseOf(VirtualNetwork, text); err == nil {
			t.Errorf("%q: got %+v, want an error", text, id)
		}
	}
}
