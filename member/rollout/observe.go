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
	"github.com/galera-aks/galera-aks/member/rollout/plan"
	"github.com/galera-aks/galera-aks/member/state"
)

// seen is the cluster at one moment.
type seen struct {
	cluster plan.Cluster
	// uids are those of the pods that were looked at, so that a step never hits the pod that came after.
	uids map[string]types.UID
}

// observe looks at all members at the same time. It fails unless all of them could be judged.
func (r *Rollout) observe(ctx context.Context) (seen, error) {
	found := seen{cluster: plan.Cluster{Members: make([]plan.Member, r.Members)}, uids: map[string]types.UID{}}
	uids, problems := make([]types.UID, r.Members), make([]error, r.Members)
	var all sync.WaitGroup
	for i := range r.Members {
		all.Go(func() {
			found.cluster.Members[i], uids[i], problems[i] = r.observeMember(ctx, contract.Member(r.Cluster, i))
		})
	}
	all.Wait()
	for i, uid := range uids {
		found.uids[contract.Member(r.Cluster, i)] = uid
	}
	return found, errors.Join(problems...)
}

func (r *Rollout) observeMember(ctx context.Context, name string) (plan.Member, types.UID, error) {
	set, err := r.Kubernetes.Set(ctx, name)
	if err != nil {
		return plan.Member{}, "", err
	}
	if !settled(set) {
		return plan.Member{}, "", fmt.Errorf("Kubernetes has not yet taken in what %s should be", name)
	}
	pod, err := r.Kubernetes.Pod(ctx, contract.Pod(name))
	if err != nil {
		return plan.Member{}, "", err
	}
	if pod == nil {
		return plan.Member{Name: name, Condition: plan.Leaving, Detail: "it has no pod yet"}, "", nil
	}
	member := plan.Member{
		Name:     name,
		Outdated: pod.Labels[appsv1.ControllerRevisionHashLabelKey] != set.Status.UpdateRevision,
		Writer:   pod.Labels[contract.LabelRole] == contract.RoleWriter,
	}
	if !member.Outdated {
		if reason := hopeless(pod); reason != "" {
			return member, pod.UID, &NeedsSettings{Reason: fmt.Sprintf("%s cannot start: %s", name, reason)}
		}
	}
	report, err := r.report(ctx, name, pod)
	member.Writer = member.Writer || err == nil && report.Writer
	member.Condition, member.Detail = judge(pod, report, err)
	return member, pod.UID, nil
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
