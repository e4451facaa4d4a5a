package serverconfig

import (
	"crypto/sha256"
	"encoding/hex"
)

// GroupName returns the name by which the members of one of a cluster's groups know each other: Galera lets nobody join
// who calls the group by another name. Every start of a Primary where none was makes a new group, so that a member that
// has missed it cannot find those that it belonged with before. A name that is too long with its group is cut, and made
// unique again by a part of its hash.
func GroupName(cluster, group string) string {
	suffix := "-" + group
	if len(cluster)+len(suffix) <= maxClusterName {
		return cluster + suffix
	}
	sum := sha256.Sum256([]byte(cluster + suffix))
	hash := "-" + hex.EncodeToString(sum[:8])
	return cluster[:min(len(cluster), maxClusterName-len(hash))] + hash
}
