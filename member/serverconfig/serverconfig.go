// Package serverconfig renders MariaDB's settings, in three files with two owners.
//
// [Server] and [Online] render what an environment decides: both are put into ConfigMaps when a change is planned, so
// every value is visible in the preview, and they change only when the environment does. A change of the first restarts
// the members. The second holds what an environment sets of the variables that a server takes over while it runs. A
// variable that it does not name is as the first file says, else as MariaDB has it. [Member] renders what only the pod knows at
// the moment it starts: its name and address, its peers, its donors, the size of its file system and the password for
// state transfers. Growing a disk or adding a member therefore restarts nobody.
//
// Galera takes all of its provider's options in a single variable, wsrep_provider_options. It is rendered only by
// [Member]; the options that an environment decides stand in a group of their own in the first file, which MariaDB
// does not read.
//
// The package is pure: it reads and writes nothing.
package serverconfig

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"

	"github.com/galera-aks/galera-aks/member/contract"
)

// Paths that the rendered files name and the supervisor uses.
const (
	// SocketPath is the Unix socket that MariaDB listens on, for the supervisor and for root.
	SocketPath = contract.RunPath + "/mariadbd.sock"
	// PIDPath is MariaDB's process id file.
	PIDPath = contract.RunPath + "/mariadbd.pid"
	// MemberPath is where the supervisor writes the text of [Member]; MariaDB is started with --defaults-file set to it.
	MemberPath = contract.RunPath + "/member.cnf"
	// ServerPath is where the text of [Server] is mounted.
	ServerPath = contract.SettingsPath + "/" + contract.SettingsFile
	// OnlinePath is where the text of [Online] is mounted.
	OnlinePath = contract.SettingsPath + "/" + contract.OnlineFile
	// ProviderPath is the Galera library inside the image, where Debian's package galera-4 puts it.
	ProviderPath = "/usr/lib/galera/libgalera_smm.so"
	// TransferUser is the database user that state transfers log in as, over the socket.
	TransferUser = "galera_transfer"
)

// Given is what a member's container is given; the defaults of the server derive from it.
type Given struct {
	// MemoryBytes is the container's memory limit in bytes, at least MinMemoryBytes.
	MemoryBytes int64
	// CPUMillis is the processor time asked for in thousandths of a core, at least 1.
	CPUMillis int64
}

// MinMemoryBytes is the least memory that a member runs in: below it nothing is left for a buffer pool.
const MinMemoryBytes = 512 * mib

// Server renders the server's settings file for members that are given this much, with an environment's overrides of
// single variables. Overrides are named as MariaDB names its variables (dashes count as underscores); the few
// options of the Galera provider that may be set are named as Galera names them, such as "gcache.size".
//
// The same arguments always give the same text. The error joins one [Problem] for each override that is unknown,
// refused or out of bounds, and for a given that is too small.
func Server(given Given, overrides map[string]string) (string, error) {
	set, err := given.settings(overrides)
	if err != nil {
		return "", err
	}
	return renderServer(set.values, set.options), nil
}

// settings are checked settings, in the parts in which they are rendered.
type settings struct {
	// values and options are the variables and the Galera options of a start, without what was set online.
	values, options map[string]string
	// online are the overrides that take effect while the server runs, and what follows from them.
	online overrides
}

// settings checks overrides and completes them with what derives from what the member is given.
func (g Given) settings(given map[string]string) (settings, error) {
	set, problems := checkOverrides(given)
	if problems = append(validateGiven(g), problems...); len(problems) > 0 {
		return settings{}, errors.Join(problems...)
	}
	variables, onlineVariables := split(set.variables)
	options, onlineOptions := split(set.provider)
	parts := settings{
		values:  merge(defaults(g), variables),
		options: merge(providerDefaults(), options),
		online:  overrides{variables: onlineVariables, provider: onlineOptions},
	}
	withBinaryLog(parts.values)
	withThreadPool(parts.values, g)
	withCapacity(parts.online.variables)
	values := merge(parts.values, parts.online.variables)
	if problems := append(validateTogether(g, values), validateProvider(merge(parts.options, parts.online.provider))...); len(problems) > 0 {
		return settings{}, errors.Join(problems...)
	}
	return parts, nil
}

// Hash returns eight hexadecimal digits that change when the text does, for names of objects that hold it.
func Hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:4])
}

// Problem is one thing wrong with the arguments.
type Problem struct {
	// Name is the override or the given value that is wrong.
	Name string
	// Text says what is wrong: the bound, and the value found.
	Text string
}

// Error returns the name and the text.
func (p *Problem) Error() string { return p.Name + ": " + p.Text }

// Problems returns the single problems joined in an error of this package, so that a caller can name the key of its
// own that each belongs to. It returns nil for nil, and the error itself where nothing is joined.
func Problems(err error) []error {
	if err == nil {
		return nil
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return []error{err}
}

func problem(name, format string, args ...any) error {
	return &Problem{Name: name, Text: fmt.Sprintf(format, args...)}
}

func validateGiven(given Given) []error {
	var problems []error
	if given.MemoryBytes < MinMemoryBytes {
		problems = append(problems, problem("memory", "must be at least %s, got %s", sizeText(MinMemoryBytes), sizeText(given.MemoryBytes)))
	}
	if given.CPUMillis < 1 {
		problems = append(problems, problem("cpu", "must be more than 0, got %dm", given.CPUMillis))
	}
	return problems
}

func merge(base, over map[string]string) map[string]string {
	merged := make(map[string]string, len(base)+len(over))
	maps.Copy(merged, base)
	maps.Copy(merged, over)
	return merged
}
