package galera

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/galera-aks/galera-aks/member/ledger"
	"github.com/galera-aks/galera-aks/member/serverconfig"
)

const (
	// maxName is the longest name that MariaDB takes for wsrep_cluster_name. The names that derive from it all fit
	// into the 63 characters of a Kubernetes label.
	maxName = 32
	// maxUser and maxSchema are MariaDB's limits for identifiers.
	maxUser   = 80
	maxSchema = 64

	// maxMembers bounds what every write has to be certified by; more members make writes slower, not safer.
	maxMembers = 9

	// minTerminationGraceSeconds is what leaving takes before the server begins to stop: both writers are there for 12 s,
	// endpoints settle for 2 s, clients have 10 s for their last transaction, and the API server may be slow for 10 s. The
	// rest is for the server.
	minTerminationGraceSeconds = 60
	minRolloutTimeout          = time.Minute
	minCheckTimeout            = 30 * time.Second
)

var (
	nameShape       = regexp.MustCompile(`^[a-z]([-a-z0-9]*[a-z0-9])?$`)
	labelValueShape = regexp.MustCompile(`^[A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?$`)
	labelKeyShape   = regexp.MustCompile(`^([a-z0-9]([-.a-z0-9]*[a-z0-9])?/)?[A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?$`)
	sqlNameShape    = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

	ownedUsers   = []string{"root", "mysql", "mariadb.sys", serverconfig.TransferUser}
	ownedSchemas = []string{"mysql", "sys", "information_schema", "performance_schema"}
)

// problems collects what is wrong with the arguments.
type problems []error

// refuse records that the value of a key is wrong.
func (p *problems) refuse(key, format string, args ...any) {
	*p = append(*p, fmt.Errorf("%s: %s", key, fmt.Sprintf(format, args...)))
}

// Validate reports everything that is wrong with the arguments of a cluster of this name, after defaults, as one error
// that joins all problems. [NewCluster] does so too; a program with several clusters can check all of them first.
func (a ClusterArgs) Validate(name string) error {
	return a.withDefaults().validate(name)
}

// validate is called on arguments that have their defaults.
func (a ClusterArgs) validate(name string) error {
	var found problems
	validateName(&found, name)
	if a.Namespace == nil {
		found.refuse("namespace", "must be given")
	}
	if a.Image == nil {
		found.refuse("image", "must be given")
	}
	a.validateMembers(&found)
	a.validateNodes(&found)
	validateLabels(&found, "monitoring", a.Monitoring)
	a.validateIdentities(&found)
	a.Service.validate(&found)
	if _, err := ledger.ParsePolicy(string(a.Recovery)); err != nil {
		found.refuse("recovery", "must be strict, bounded or bounded(<duration>), got %q", a.Recovery)
	}
	if a.CheckTimeout < minCheckTimeout {
		found.refuse("checkTimeout", "must be at least %s, got %s", minCheckTimeout, a.CheckTimeout)
	}
	if a.RolloutTimeout < minRolloutTimeout {
		found.refuse("rolloutTimeout", "must be at least %s, got %s", minRolloutTimeout, a.RolloutTimeout)
	}
	if a.TerminationGraceSeconds < minTerminationGraceSeconds {
		found.refuse("terminationGraceSeconds", "must be at least %d, got %d", minTerminationGraceSeconds, a.TerminationGraceSeconds)
	}
	if _, _, err := a.serverSettings(); err != nil {
		found = append(found, err)
	}
	if len(found) == 0 {
		return nil
	}
	return fmt.Errorf("galera cluster %q:\n%w", name, errors.Join(found...))
}

func validateName(found *problems, name string) {
	if len(name) > maxName {
		found.refuse("name", "must have at most %d characters, got %d (%q)", maxName, len(name), name)
	}
	if !nameShape.MatchString(name) {
		found.refuse("name", "must start with a lower-case letter and hold only a-z, 0-9 and inner dashes, got %q", name)
	}
}

func (a ClusterArgs) validateMembers(found *problems) {
	count := len(a.Members)
	switch {
	case count == 0:
		found.refuse("members", "must be at least 1, got 0")
	case count > maxMembers:
		found.refuse("members", "must be at most %d, got %d", maxMembers, count)
	case count%2 == 0 && !a.AllowEven:
		found.refuse("members", "must be odd (or set allowEven), got %d", count)
	}
	for i, member := range a.Members {
		key := fmt.Sprintf("members[%d]", i)
		if member.Zone != "" && !labelValueShape.MatchString(member.Zone) {
			found.refuse(key+".zone", "must be the value of a node label, got %q", member.Zone)
		}
		member.Volume.validate(found, key+".volume")
		if member.Volume.Static != nil && member.Zone == "" {
			found.refuse(key+".zone", "must be given, because a static volume is in one zone")
		}
	}
}

func validateLabels(found *problems, name string, labels map[string]string) {
	for _, key := range sortedKeys(labels) {
		if !labelKeyShape.MatchString(key) {
			found.refuse(name, "keys must be label keys, got %q", key)
		}
		if value := labels[key]; value != "" && !labelValueShape.MatchString(value) {
			found.refuse(name+"["+key+"]", "must be a label value, got %q", value)
		}
	}
}

func (a ClusterArgs) validateNodes(found *problems) {
	validateLabels(found, "nodeSelector", a.NodeSelector)
	for i, toleration := range a.Tolerations {
		key := fmt.Sprintf("tolerations[%d]", i)
		if !labelKeyShape.MatchString(toleration.Key) {
			found.refuse(key+".key", "must be a label key, got %q", toleration.Key)
		}
		switch toleration.Effect {
		case "", NoSchedule, PreferNoSchedule, NoExecute:
		default:
			found.refuse(key+".effect", "must be %s, %s, %s or empty, got %q",
				NoSchedule, PreferNoSchedule, NoExecute, toleration.Effect)
		}
	}
}

func (a ClusterArgs) validateIdentities(found *problems) {
	validateSQLName(found, "user", a.User, maxUser, ownedUsers)
	validateSQLName(found, "schema", a.Schema, maxSchema, ownedSchemas)
}

func validateSQLName(found *problems, key, value string, limit int, owned []string) {
	if len(value) > limit {
		found.refuse(key, "must have at most %d characters, got %d", limit, len(value))
	}
	if !sqlNameShape.MatchString(value) {
		found.refuse(key, "must start with a letter or underscore and hold only letters, digits and underscores, got %q", value)
	}
	for _, name := range owned {
		if strings.EqualFold(value, name) {
			found.refuse(key, "must not be one of the server's own (%s), got %q", strings.Join(owned, ", "), value)
		}
	}
}
