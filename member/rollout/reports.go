package rollout

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"time"

	corev1 "k8s.io/api/core/v1"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/report"
	"github.com/galera-aks/galera-aks/member/state"
)

// Reports is where members tell about themselves.
type Reports interface {
	// Report asks the supervisor in a pod that has an address.
	Report(ctx context.Context, pod *corev1.Pod) (state.Report, error)
}

// reportTimeout is how long a member may take to answer: long for a busy machine, short enough that the others'
// reports are not stale when all are judged.
const reportTimeout = 2 * time.Second

// NewReports asks over HTTP.
func NewReports() Reports {
	return &reports{
		client:  report.NewClient(reportTimeout),
		address: func(podIP string) string { return net.JoinHostPort(podIP, strconv.Itoa(contract.PortSupervisor)) },
	}
}

type reports struct {
	client  *report.Client
	address func(podIP string) string
}

func (h *reports) Report(ctx context.Context, pod *corev1.Pod) (state.Report, error) {
	told, err := h.client.Ask(ctx, h.address(pod.Status.PodIP))
	if err != nil {
		return told, fmt.Errorf("member in pod %s: %w", pod.Name, err)
	}
	return told, nil
}
