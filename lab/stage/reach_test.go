//go:build stage

package stage_test

import (
	"slices"
	"strings"
	"testing"
)

func (s *story) sql(t *testing.T) {
	writer := statusNow(t).orders(t).Writer
	const who = "SELECT CURRENT_USER(), DATABASE(), @@hostname"
	if got, want := must(t, "sql", who).out, "application@%\torders\t"+writer+"-0\n"; got != want {
		t.Errorf("through the private address: %q, want %q", got, want)
	}
	for _, member := range []string{"orders-0", "orders-1", "orders-2"} {
		got := must(t, "sql", "--database", database, "--member", member, who).out
		if want := "application@%\torders\t" + member + "-0\n"; got != want {
			t.Errorf("on %s: %q, want %q", member, got, want)
		}
	}
	// Only what the application owns, and only over the network.
	if r := lab(t, "sql", "SELECT * FROM mysql.global_priv"); r.code == 0 || !strings.Contains(r.all, "denied") {
		t.Errorf("the application's user reads mysql.global_priv: exit code %d, %s", r.code, r.all)
	}
	for _, wrong := range [][]string{{"sql", "--database", "users", who}, {"sql", "--member", "orders-7", who}, {"sql", "SELEKT"}} {
		if r := lab(t, wrong...); r.code == 0 || r.all == "" {
			t.Errorf("bin/lab %s: exit code %d, %q", strings.Join(wrong, " "), r.code, r.all)
		}
	}
	if r := lab(t, "client", "--", "sh", "-c", "exit 7"); r.code != 7 {
		t.Errorf("a command that ends with 7: exit code %d", r.code)
	}
}

// greeting connects and shows what a MariaDB server says first.
const greeting = `exec 3<>"/dev/tcp/$0/$1" && timeout 3 head --bytes 32 <&3 | tr --delete --complement "[:print:]"`

func (s *story) reach(t *testing.T) {
	for _, port := range []string{"3306", "3307"} {
		r := lab(t, "client", "--", "timeout", "5", "bash", "-c", greeting, "orders.galera-lab.internal", port)
		if r.code != 0 || !strings.Contains(r.out, "MariaDB") {
			t.Errorf("from the application's host by name to %s: exit code %d, %q", port, r.code, r.all)
		}
	}
	// The host sees the database's address and nothing inside the cluster.
	for _, port := range []string{"3308", "4567", "8080", "22"} {
		if r := lab(t, "client", "--", "timeout", "2", "bash", "-c", greeting, address, port); r.code == 0 {
			t.Errorf("from the application's host to port %s: exit code 0, %q", port, r.all)
		}
	}
	for _, pod := range podsNow(t) {
		if r := lab(t, "client", "--", "timeout", "2", "bash", "-c", greeting, pod.Status.PodIP, "3306"); r.code == 0 {
			t.Errorf("from the application's host to the pod %s: exit code 0, %q", pod.Name, r.all)
		}
	}
	// The machine itself has no way: neither an interface nor a route of the region's.
	now := lookAtMachine(t)
	if !slices.Equal(now.interfaces, s.machine.interfaces) || !slices.Equal(now.routes, s.machine.routes) {
		t.Errorf("the machine's interfaces and routes were\n%v\n%v\nand are\n%v\n%v",
			s.machine.interfaces, s.machine.routes, now.interfaces, now.routes)
	}
	// Nor have the application's host and the nodes a way out of the region.
	if r := must(t, "client", "--", "ip", "route", "show", "default"); strings.TrimSpace(r.out) != "" {
		t.Errorf("the application's host has a default route: %s", r.out)
	}
}
