package galera

import (
	coordinationv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/coordination/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/member/contract"
)

// ledger is the Lease in which the supervisors keep the cluster's memory. It is created here, empty, so that members
// need no right to create any; its expected number of members, and the policy of coming back, stand here and not in the pods, so that a change of them
// restarts nobody. What the supervisors write into it is theirs: server-side apply leaves it alone.
func (s spec) ledger() *coordinationv1.LeaseArgs {
	meta := s.meta(contract.Ledger(s.name))
	meta.Annotations = pulumi.StringMap{
		contract.AnnotationExpected: pulumi.Sprintf("%d", len(s.args.Members)),
		contract.AnnotationRecovery: pulumi.String(string(s.args.Recovery)),
	}
	return &coordinationv1.LeaseArgs{Metadata: meta}
}

// writerLease is the Lease that the writer holds.
func (s spec) writerLease() *coordinationv1.LeaseArgs {
	return &coordinationv1.LeaseArgs{Metadata: s.meta(contract.WriterLease(s.name))}
}
