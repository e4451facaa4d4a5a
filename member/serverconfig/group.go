package serverconfig

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// GroupName returns the name by which the members of one epoch of a cluster know each other: Galera lets nobody join who
// calls the group by another name. An epoch begins when a new Primary is started where none was, so a member that has
// missed that cannot find those that it belonged with before. A name that is too long with its epoch is cut, and made
// unique again by a part of its hash.
func GroupName(cluster string, epoch int64) string {
	suffix := fmt.Sprintf("-e%d", epoch)
	if len(cluster)+len(suffix) <= maxClusterName {
		return cluster + suffix
	}
	sum := sha256.Sum256([]byte(cluster))
	suffix = "-" + hex.EncodeToString(sum[:4]) + suffix
	return cluster[:maxClusterName-len(suffix)] + suffix
}
