package rollout

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	corev1 "k8s.io/api/core/v1"

	"github.com/galera-aks/galera-aks/member/contract"
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

// NewReports asks over HTTP. The connections are not kept: pods come and go, and a new one may have an old one's address.
func NewReports() Reports {
	return &reports{
		client:  &http.Client{Timeout: reportTimeout, Transport: &http.Transport{DisableKeepAlives: true}},
		address: func(podIP string) string { return net.JoinHostPort(podIP, strconv.Itoa(contract.PortSupervisor)) },
	}
}

type reports struct {
	client  *http.Client
	address func(podIP string) string
}

func (h *reports) Report(ctx context.Context, pod *corev1.Pod) (state.Report, error) {
	url := "http://" + h.address(pod.Status.PodIP) + "/v1/state"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return state.Report{}, fmt.Errorf("asking %s: %w", pod.Name, err)
	}
	response, err := h.client.Do(request)
	if err != nil {
		return state.Report{}, fmt.Errorf("asking %s: %w", pod.Name, err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return state.Report{}, fmt.Errorf("asking %s: %s answers %s", pod.Name, url, response.Status)
	}
	var report state.Report
	if err := json.NewDecoder(response.Body).Decode(&report); err != nil {
		return state.Report{}, fmt.Errorf("reading what %s tells: %w", pod.Name, err)
	}
	return report, nil
}
