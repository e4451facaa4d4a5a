package arm

import (
	"fmt"
	"regexp"
	"slices"
)

// NameRule bounds a name: how long it may be, which characters it may hold, or which words alone it may be.
type NameRule struct {
	// Min and Max are lengths in characters, both inclusive.
	Min, Max int
	// Pattern must match the whole name; Says puts it in words.
	Pattern *regexp.Regexp
	Says    string
	// Words, where given, are the only names allowed.
	Words []string
}

// check returns what is wrong with a name, or "".
func (r NameRule) check(name string) string {
	switch {
	case len(r.Words) > 0:
		if !slices.Contains(r.Words, name) {
			return fmt.Sprintf("must be one of %v, got %q", r.Words, name)
		}
	case len(name) < r.Min || len(name) > r.Max:
		return fmt.Sprintf("must be %d to %d characters, got %d in %q", r.Min, r.Max, len(name), name)
	case r.Pattern != nil && !r.Pattern.MatchString(name):
		return fmt.Sprintf("must be %s, got %q", r.Says, name)
	}
	return ""
}

// CheckNames holds the path parameters that are known against their rules.
func (k Kind) CheckNames(inputs map[string]any) []Problem {
	var problems []Problem
	for _, p := range k.Parameters() {
		name, known := inputs[p].(string)
		if !known {
			continue
		}
		if reason := k.Names[p].check(name); reason != "" && hasRule(k.Names, p) {
			problems = append(problems, Problem{Path: p, Reason: reason})
		}
	}
	return problems
}

func hasRule(rules map[string]NameRule, p string) bool { _, ok := rules[p]; return ok }

// The rules are those of Microsoft's page "Naming rules and restrictions for Azure resources".
var (
	resourceGroupName = NameRule{Min: 1, Max: 90, Pattern: regexp.MustCompile(`^[\p{L}\p{N}_().-]*[\p{L}\p{N}_()-]$`),
		Says: "letters, digits, underscores, parentheses, hyphens and dots, not ending in a dot"}
	networkName = func(least, most int) NameRule {
		return NameRule{Min: least, Max: most, Pattern: regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9_])?$`),
			Says: "letters, digits, underscores, dots and hyphens, starting with a letter or digit and ending in one or an underscore"}
	}
	privateZoneName = NameRule{Min: 1, Max: 253, Pattern: regexp.MustCompile(`^[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})+$`),
		Says: "at least two labels of 1 to 63 letters, digits, underscores and hyphens"}
	recordName = NameRule{Min: 1, Max: 253, Pattern: regexp.MustCompile(`^(@|\*|(\*\.)?[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?)$`),
		Says: "@, * or labels of letters, digits, underscores and hyphens"}
	recordType   = NameRule{Words: []string{"A", "AAAA", "CNAME", "MX", "PTR", "SOA", "SRV", "TXT"}}
	registryName = NameRule{Min: 5, Max: 50, Pattern: regexp.MustCompile(`^[A-Za-z0-9]+$`), Says: "letters and digits alone"}
	cacheName    = NameRule{Min: 5, Max: 50, Pattern: regexp.MustCompile(`^[A-Za-z0-9-]+$`), Says: "letters, digits and hyphens"}
	buildPool    = NameRule{Min: 3, Max: 20, Pattern: regexp.MustCompile(`^[A-Za-z0-9-]+$`), Says: "letters, digits and hyphens"}
	taskName     = NameRule{Min: 5, Max: 50, Pattern: regexp.MustCompile(`^[A-Za-z0-9_-]+$`), Says: "letters, digits, underscores and hyphens"}
	identityName = NameRule{Min: 3, Max: 128, Pattern: regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]*$`),
		Says: "letters, digits, underscores and hyphens, starting with a letter or digit"}
	credentialName = NameRule{Min: 3, Max: 120, Pattern: regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]*$`),
		Says: "letters, digits, underscores and hyphens, starting with a letter or digit"}
	assignmentName = NameRule{Min: 36, Max: 36, Pattern: regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`), Says: "a GUID"}
	clusterName    = NameRule{Min: 1, Max: 63, Pattern: regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?$`),
		Says: "letters, digits, underscores and hyphens, starting and ending with a letter or digit"}
	poolName      = NameRule{Min: 1, Max: 12, Pattern: regexp.MustCompile(`^[a-z][a-z0-9]*$`), Says: "lower-case letters and digits, starting with a letter"}
	configName    = NameRule{Words: []string{"default", "aksManagedAutoUpgradeSchedule", "aksManagedNodeOSUpgradeSchedule"}}
	workspaceName = NameRule{Min: 4, Max: 63, Pattern: regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]$`),
		Says: "letters, digits and hyphens, starting and ending with a letter or digit"}
	diskName = NameRule{Min: 1, Max: 80, Pattern: regexp.MustCompile(`^[A-Za-z0-9_-]+$`), Says: "letters, digits, underscores and hyphens"}
)
