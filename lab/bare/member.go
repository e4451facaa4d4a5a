package bare

import (
	"fmt"

	"github.com/galera-aks/galera-aks/lab/bare/become"
	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/serverconfig"
)

// clusterName keeps bare members and others from joining one another.
const clusterName = "bare"

// user is the number of the image's user for MariaDB (member/image/Dockerfile).
const user = 999

// A member is one bare MariaDB.
type member struct {
	pattern
	name    string
	zone    string
	ordinal int
	device  string
}

// process names the member among the region's processes, and its control group.
func (m member) process() string { return "bare-" + m.name }

// options renders its options file, by the same function as in a pod.
func (m member) options(peers []string, password string) (string, error) {
	text, err := serverconfig.Member(serverconfig.MemberFacts{
		Server: m.settings, ClusterName: clusterName, Node: m.name, Ordinal: m.ordinal, Address: m.address.String(),
		Peers: peers, FileSystemBytes: m.fileSystemBytes, TransferPassword: password,
	})
	if err != nil {
		return "", fmt.Errorf("rendering the options of the bare %s: %w", m.name, err)
	}
	return text, nil
}

// Programs as the image has them.
const (
	shell    = "/bin/sh"
	mariadbd = "/usr/sbin/mariadbd"
)

// serve is the command of a member; the first one of a cluster starts the new Primary.
func serve(first bool) []string {
	command := []string{mariadbd, "--defaults-file=" + serverconfig.MemberPath}
	if first {
		command = append(command, "--wsrep-new-cluster")
	}
	return command
}

// install is the command that makes the first data, as a member does, and then serves it.
func install() []string {
	const script = `set -e
# Forced, since there is no name service to look the host up in.
mariadb-install-db --force --defaults-file="$0" --datadir="$1" --skip-test-db --auth-root-authentication-method=socket --auth-root-socket-user=mysql
mariadbd --defaults-file="$0" --bootstrap --wsrep-on=OFF --skip-log-bin --skip-log-error < "$2"
exec "$3" --defaults-file="$0" --wsrep-new-cluster`
	return []string{shell, "-c", script, serverconfig.MemberPath, contract.DataPath, become.StatementsFile, mariadbd}
}

// statements create the application's account, one statement a line as mariadbd --bootstrap reads them. The names and the
// password are the lab's own, without anything to quote.
func statements(a Account) string {
	return fmt.Sprintf("FLUSH PRIVILEGES;\nCREATE DATABASE `%[1]s`;\nCREATE USER '%[2]s'@'%%' IDENTIFIED BY '%[3]s';\nGRANT ALL PRIVILEGES ON `%[1]s`.* TO '%[2]s'@'%%';\n",
		a.Schema, a.User, a.Password)
}
