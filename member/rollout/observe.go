package rollout

import (
	"context"
	"errors"
	"fmt"
	"sync"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/outcome"
	"github.com/galera-aks/galera-aks/member/rollout/plan"
	"github.com/galera-aks/galera-aks/member/state"
)

// seen is the cluster at one moment.
type seen struct {
	cluster plan.Cluster
	// uids are those of the pods that were looked at, so that a step never hits the pod that came after.
	uids map[string]types.UID
	// behind are the pods, by member, that do not know yet that there are settings to take over.
	behind map[string]types.UID
}

// observe looks at all members at the same time. It fails unless all of them could be judged.
func (r *Rollout) observe(ctx context.Context) (seen, error) {
	members, problems := make([]sighting, r.Members), make([]error, r.Members)
	var all sync.WaitGroup
	for i := range r.Members {
		all.Go(func() {
			members[i], problems[i] = r.observeMember(ctx, contract.Member(r.Cluster, i))
		})
	}
	all.Wait()
	found := seen{uids: map[string]types.UID{}, behind: map[string]types.UID{}}
	for _, member := range members {
		found.cluster.Members = append(found.cluster.Members, member.Member)
		found.uids[member.Name] = member.uid
		if member.behind {
			found.behind[member.Name] = member.uid
		}
	}
	return found, errors.Join(problems...)
}

// sighting is what is seen of one member.
type sighting struct {
	plan.Member
	uid    types.UID
	behind bool
}

func (r *Rollout) observeMember(ctx context.Context, name string) (sighting, error) {
	set, err := r.Kubernetes.Set(ctx, name)
	if err != nil {
		return sighting{}, err
	}
	if !settled(set) {
		return sighting{}, fmt.Errorf("Kubernetes has not yet taken in what %s should be", name)
	}
	pod, err := r.Kubernetes.Pod(ctx, contract.Pod(name))
	if err != nil {
		return sighting{}, err
	}
	if pod == nil {
		return sighting{Member: plan.Member{Name: name, Condition: plan.Leaving, Detail: "it has no pod yet"}}, nil
	}
	member := plan.Member{
		Name:     name,
		Outdated: pod.Labels[appsv1.ControllerRevisionHashLabelKey] != set.Status.UpdateRevision,
		Writer:   pod.Labels[contract.LabelRole] == contract.RoleWriter,
	}
	if !member.Outdated {
		if reason := hopeless(pod); reason != "" {
			return sighting{}, &outcome.NeedsSettings{Reason: fmt.Sprintf("%s cannot start: %s", name, reason)}
		}
	}
	report, err := r.report(ctx, name, pod)
	member.Writer = member.Writer || err == nil && report.Writer
	member.Condition, member.Detail = judge(pod, report, err)
	saw := sighting{Member: member, uid: pod.UID}
	if member.Outdated || err != nil {
		return saw, nil
	}
	if reason := refuses(report, r.Settings); reason != "" {
		return sighting{}, &outcome.NeedsSettings{Reason: name + " " + reason}
	}
	if member.Condition == plan.Synced && report.Settings.Hash != r.Settings {
		saw.Condition, saw.Detail = plan.Busy, "Synced, and about to take over settings"
		saw.behind = pod.Annotations[contract.AnnotationOnline] != r.Settings
	}
	return saw, nil
}

// settled tells whether the set's controller has made its revision of the newest template.
func settled(set *appsv1.StatefulSet) bool {
	return set.Status.ObservedGeneration >= set.Generation && set.Status.UpdateRevision != ""
}

// report asks a member about itself, if there is somebody to ask.
func (r *Rollout) report(ctx context.Context, name string, pod *corev1.Pod) (state.Report, error) {
	if pod.DeletionTimestamp != nil || pod.Status.PodIP == "" {
		return state.Report{}, errors.New("there is nobody to ask")
	}
	report, err := r.Reports.Report(ctx, pod)
	if err != nil {
		return state.Report{}, err
	}
	if report.Cluster != r.Cluster || report.Member != name {
		return state.Report{}, fmt.Errorf("%s of cluster %s answers in its place", report.Member, report.Cluster)
	}
	return report, nil
}
