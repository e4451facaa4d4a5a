package server

import (
	"testing"

	"github.com/galera-aks/galera-aks/internal/golden"
	"github.com/galera-aks/galera-aks/member/contract"
)

func TestFirstStatements(t *testing.T) {
	got := firstStatements(Application{Database: "shop_1", User: "app"}, map[string]string{
		contract.SecretRootPassword: "ro'ot", contract.SecretTransferPassword: `tr\ansfer`, contract.SecretApplicationPassword: "a\nb",
	})
	golden.Check(t, "statements.sql", got)
}

func TestRecoveredPosition(t *testing.T) {
	const printed = "2026-11-22 18:18:06 0 [Note] InnoDB: log sequence number 66067\n" +
		"2026-11-22 18:18:06 0 [Note] WSREP: Recovered position: ff6a7b6c-e6a0-11f1-b35d-a20fda1bbef5:4,0-1-7\n"
	if got, found := recoveredPosition([]byte(printed)); got != "ff6a7b6c-e6a0-11f1-b35d-a20fda1bbef5:4,0-1-7" || !found {
		t.Errorf("position is %q, %v", got, found)
	}
	if got, found := recoveredPosition([]byte("[ERROR] unknown variable 'x'\n")); found {
		t.Errorf("position is %q, want none", got)
	}
}
