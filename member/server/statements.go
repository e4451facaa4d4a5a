package server

import (
	"strings"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/serverconfig"
)

// socketUser is the account that may log in over the Unix socket without a password, besides root: the operating
// system's user that the supervisor runs as. In the image that is Debian's user for MariaDB.
func socketUser(current string) string {
	if current == "root" {
		return "mysql"
	}
	return current
}

// firstStatements returns the SQL that creates a new cluster's users. mariadbd --bootstrap reads one statement from
// each line, and knows of users only after they were read.
func firstStatements(application Application, passwords map[string]string) string {
	transfer := text(serverconfig.TransferUser) + "@" + text("localhost")
	statements := []string{
		"FLUSH PRIVILEGES",
		"ALTER USER 'root'@'localhost' IDENTIFIED VIA unix_socket OR mysql_native_password USING PASSWORD(" + text(passwords[contract.SecretRootPassword]) + ")",
		"CREATE USER " + transfer + " IDENTIFIED BY " + text(passwords[contract.SecretTransferPassword]),
		"GRANT RELOAD, PROCESS, LOCK TABLES, BINLOG MONITOR ON *.* TO " + transfer,
	}
	if application.Database != "" {
		statements = append(statements, "CREATE DATABASE "+name(application.Database))
	}
	if application.User != "" {
		account := text(application.User) + "@" + text("%")
		statements = append(statements, "CREATE USER "+account+" IDENTIFIED BY "+text(passwords[contract.SecretApplicationPassword]))
		if application.Database != "" {
			statements = append(statements, "GRANT ALL PRIVILEGES ON "+name(escapePattern(application.Database))+".* TO "+account)
		}
	}
	return strings.Join(statements, ";\n") + ";\n"
}

// text quotes a string for SQL.
func text(value string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\n", `\n`, "\x00", `\0`).Replace(value) + "'"
}

// name quotes a name for SQL.
func name(value string) string { return "`" + strings.ReplaceAll(value, "`", "``") + "`" }

// escapePattern takes away the meaning that _ and % have in the database name of a GRANT.
func escapePattern(database string) string {
	return strings.NewReplacer(`\`, `\\`, `_`, `\_`, `%`, `\%`).Replace(database)
}
