package decide

import (
	"crypto/sha256"
	"fmt"
)

// groupNameLimit is the number of bytes that Galera takes of wsrep_cluster_name.
const groupNameLimit = 32

// group returns the name of a group, from the cluster's name and the numbers that tell its groups apart. A cluster's
// name that is too long is cut, with something in its place that still tells it from others.
func group(cluster string, numbers ...int64) string {
	suffix := ""
	for _, number := range numbers {
		suffix += fmt.Sprintf("-%d", number)
	}
	if len(cluster)+len(suffix) > groupNameLimit {
		digest := fmt.Sprintf("%x", sha256.Sum256([]byte(cluster)))[:8]
		cluster = cluster[:max(0, groupNameLimit-len(suffix)-len(digest))] + digest
	}
	return cluster + suffix
}
