package drill

import (
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"

	"github.com/galera-aks/galera-aks/lab/region"
	"github.com/galera-aks/galera-aks/review"
	"k8s.io/client-go/kubernetes"
)

// A Lab is what drills work on: a region that is up, and the means to change it.
type Lab struct {
	// Region is the region.
	Region *region.Region
	// Database names the database that is drilled; empty for the only one.
	Database string
	// Apply makes the region what its environment says, with settings changed, each as KEY=VALUE.
	Apply func(ctx context.Context, sets ...string) error
	// ApplyFrom is Apply with another copy of the repository, whose sources the members' image is built from.
	ApplyFrom func(ctx context.Context, repository string, sets ...string) error
	// Repository is the project's folder.
	Repository string
	// Foresee returns what a pull request's review says of what ApplyFrom would do; nil where nobody asks.
	Foresee func(ctx context.Context, repository string, sets ...string) (review.Review, error)
	// Said is the end of what the engine said in the last Apply.
	Said func() string
	// Rebuild destroys the environment and makes it anew, for when a drill has left what nothing mends.
	Rebuild func(ctx context.Context) error
	// Kubectl returns a command of kubectl with the administrator's rights.
	Kubectl func(ctx context.Context, args ...string) *exec.Cmd
	// Say takes a line of progress.
	Say func(line string)
	// Folder is where the results, and the evidence of a drill that missed, are kept.
	Folder string
	// Short makes the long drills shorter.
	Short bool

	// standing are the settings that cannot be taken back, which every later change repeats.
	standing *[]string
}

// api is the cluster's API, as the administrator.
func (l Lab) api() (kubernetes.Interface, error) {
	c, err := l.Region.ControlPlane()
	if err != nil {
		return nil, err
	}
	return c.Client(), nil
}

// keepingWhatStands returns the lab with an Apply that repeats what cannot be taken back, such as the larger size of a disk.
func (l Lab) keepingWhatStands() Lab {
	apply, applyFrom, foresee := l.Apply, l.ApplyFrom, l.Foresee
	l.standing = &[]string{}
	l.Apply = func(ctx context.Context, sets ...string) error {
		return apply(ctx, meant(slices.Concat(*l.standing, sets))...)
	}
	l.ApplyFrom = func(ctx context.Context, repository string, sets ...string) error {
		return applyFrom(ctx, repository, meant(slices.Concat(*l.standing, sets))...)
	}
	if foresee != nil {
		l.Foresee = func(ctx context.Context, repository string, sets ...string) (review.Review, error) {
			return foresee(ctx, repository, meant(slices.Concat(*l.standing, sets))...)
		}
	}
	return l
}

// meant says of a second database that is left out that it may go with its data, which would be refused otherwise.
func meant(sets []string) []string {
	if slices.ContainsFunc(sets, func(set string) bool { return strings.HasPrefix(set, "databases[1]") }) {
		return sets
	}
	return append(sets, fmt.Sprintf("removedDatabases=[%s]", second))
}

// Stands has every later change repeat settings, since they cannot be taken back.
func (r *Run) Stands(sets ...string) { *r.standing = append(*r.standing, sets...) }

// clear makes the environment anew where something stands that cannot be taken back.
func (l Lab) clear(ctx context.Context) error {
	if len(*l.standing) == 0 {
		return nil
	}
	l.Say("  making the environment anew, since these cannot be taken back: " + strings.Join(*l.standing, ", "))
	*l.standing = nil
	return l.Rebuild(ctx)
}
