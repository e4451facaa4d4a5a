package state

import "testing"

func TestAMemberKeepsItsNameFromOneStartToTheNext(t *testing.T) {
	const name = "8a381373-e6ae-11f1-9a67-2ec811242a38"
	view := View{Members: []string{name}}
	for member, want := range map[string]bool{
		name:                                   true,
		"8a381373-e6ae-11f1-9a68-2ec811242a38": true,
		"8a381374-e6ae-11f1-9a67-2ec811242a38": false,
		"8a381373-e6ae-11f1-9a67-2ec811242a39": false,
		"orders-0":                             false,
		"":                                     false,
	} {
		if got := view.Has(member); got != want {
			t.Errorf("%q is in the view: %v, want %v", member, got, want)
		}
	}
}

func TestComponentsAreOrderedByEpochFirst(t *testing.T) {
	early, late := &Component{Epoch: 1, Seq: 9}, &Component{Epoch: 2, Seq: 1}
	if !late.After(early) || early.After(late) || late.After(late) || !early.After(nil) || (*Component)(nil).After(nil) {
		t.Error("the order is wrong")
	}
}
