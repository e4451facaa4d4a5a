package bare

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/galera-aks/galera-aks/member/serverconfig"
)

func TestABareMemberHasTheEnvironmentsSettingsAndAddressesOfItsOwn(t *testing.T) {
	mounted, err := serverconfig.Server(serverconfig.Given{MemoryBytes: 768 << 20, CPUMillis: 250}, nil)
	if err != nil {
		t.Fatal(err)
	}
	m := member{name: "orders-1", ordinal: 1, pattern: pattern{
		settings: mounted, fileSystemBytes: 2 << 30, address: netip.MustParseAddr("10.60.0.12"),
	}}
	options, err := m.options([]string{"10.60.0.11", "10.60.0.12"}, "Secret")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		strings.TrimSpace(mounted), "wsrep_cluster_name = bare\n", "wsrep_cluster_address = gcomm://10.60.0.11,10.60.0.12\n",
		"wsrep_node_address = 10.60.0.12\n", "server_id = 2\n", "innodb_flush_log_at_trx_commit = 1\n",
	} {
		if !strings.Contains(options, want) {
			t.Errorf("want %q in\n%s", want, options)
		}
	}
}

func TestOnlyTheFirstBareMemberStartsAPrimary(t *testing.T) {
	for first, want := range map[bool]bool{true: true, false: false} {
		if got := strings.Contains(strings.Join(serve(first), " "), "--wsrep-new-cluster"); got != want {
			t.Errorf("first %v: got %q", first, serve(first))
		}
	}
}

func TestTheApplicationsAccount(t *testing.T) {
	got := statements(Account{User: "u", Password: "p", Schema: "s"})
	const want = "FLUSH PRIVILEGES;\nCREATE DATABASE `s`;\nCREATE USER 'u'@'%' IDENTIFIED BY 'p';\nGRANT ALL PRIVILEGES ON `s`.* TO 'u'@'%';\n"
	if got != want {
		t.Errorf("got %q", got)
	}
}
