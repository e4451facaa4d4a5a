package inventory

import (
	"bytes"
	"encoding/json"
	"testing"
)

var orders = Status{
	Region: Region{Zones: []Zone{{Name: "westeurope-1", Node: "aks-db1-vmss000000", Up: true}}},
	Databases: []Database{{Name: "orders", Namespace: "orders", Address: "10.60.8.10", Writer: "orders-0", Members: []Member{
		{Name: "orders-0", Zone: "westeurope-1", State: "Synced", Primary: true, Ready: true, UUID: "u", Seqno: 7},
	}}},
}

func TestJSONHasThePromisedNames(t *testing.T) {
	got, err := json.Marshal(orders)
	const want = `{"region":{"zones":[{"name":"westeurope-1","node":"aks-db1-vmss000000","up":true}]},"databases":[{"name":"orders","address":"10.60.8.10","writer":"orders-0","members":[{"name":"orders-0","zone":"westeurope-1","state":"Synced","primary":true,"ready":true,"uuid":"u","seqno":7}]}]}`
	if err != nil || string(got) != want {
		t.Errorf("got %s, %v\nwant %s", got, err, want)
	}
}

func TestTable(t *testing.T) {
	var got bytes.Buffer
	if err := orders.Table(&got); err != nil {
		t.Fatal(err)
	}
	const want = `ZONE          NODE                UP
westeurope-1  aks-db1-vmss000000  yes

database orders at 10.60.8.10
MEMBER    ZONE          STATE   PRIMARY  READY  WRITER  SEQNO  WAITS FOR
orders-0  westeurope-1  Synced  yes      yes    yes     7      
`
	if got.String() != want {
		t.Errorf("got:\n%q\nwant:\n%q", &got, want)
	}
}

func TestHealthy(t *testing.T) {
	if !orders.Healthy() {
		t.Error("all is well: not healthy")
	}
	down := orders
	down.Region.Zones = []Zone{{Name: "westeurope-1"}}
	if down.Healthy() {
		t.Error("a zone is down: healthy")
	}
}

func TestMembersAreInOrder(t *testing.T) {
	if compareNames("orders-2", "orders-10") >= 0 || compareNames("orders-1", "orders-0") <= 0 {
		t.Error("members are not ordered by their numbers")
	}
}
