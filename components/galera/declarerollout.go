package galera

import (
	"fmt"

	batchv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/batch/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/member/contract"
)

// declareRollout declares the Job that brings the members to what they should be, after all their sets say so. The
// engine waits for it: the cluster is changed when it completes.
//
// The Job before it goes first. It may still be at work, and two rollouts could each restart a member. Nor could a change
// that failed be taken back otherwise: the Job by the old name has to run again, and so must not be there any more.
// Killed in the middle it harms nothing.
func (c *Cluster) declareRollout(ctx *pulumi.Context, s spec) error {
	account := contract.RolloutAccount(s.name)
	binding, err := c.declareAccess(ctx, s.serviceAccount(account), s.rolloutRole(), s.binding(account), account)
	if err != nil {
		return err
	}
	after := []pulumi.Resource{binding}
	for _, member := range c.Members {
		after = append(after, member.set)
	}
	timeout := s.args.RolloutTimeout.String()
	_, err = batchv1.NewJob(ctx, s.name+"-rollout", s.rolloutJob(), pulumi.Parent(c), pulumi.DependsOn(after),
		pulumi.DeleteBeforeReplace(true), pulumi.Timeouts(&pulumi.CustomTimeouts{Create: timeout, Update: timeout}))
	if err != nil {
		return fmt.Errorf("declaring the rollout: %w", err)
	}
	return nil
}
