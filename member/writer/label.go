package writer

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	client "k8s.io/client-go/kubernetes/typed/core/v1"

	"github.com/galera-aks/galera-aks/member/contract"
)

const (
	// callTime bounds one call to the API server.
	callTime = 3 * time.Second
	// callPause is the time between two tries.
	callPause = 500 * time.Millisecond
	// removeTries bounds the tries to take the label off; a member that is not ready is in no endpoint in any case.
	removeTries = 6
)

// label sets and removes the role label of this member's pod. Its methods may be called from several goroutines.
type label struct {
	pods client.PodInterface
	pod  string
	log  *slog.Logger
	mu   sync.Mutex
}

// set puts the label on, trying again until it succeeds or the context ends.
func (l *label) set(ctx context.Context) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for ctx.Err() == nil {
		role := contract.RoleWriter
		err := l.patch(ctx, &role)
		if err == nil {
			return
		}
		l.log.Warn("marking this pod as the writer", "error", err)
		select {
		case <-ctx.Done():
		case <-time.After(callPause):
		}
	}
}

// remove takes the label off, and gives up after a few tries.
func (l *label) remove() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for range removeTries {
		err := l.patch(context.Background(), nil)
		if err == nil || errors.IsNotFound(err) {
			return
		}
		l.log.Warn("taking the writer's mark off this pod", "error", err)
		time.Sleep(callPause)
	}
}

func (l *label) patch(ctx context.Context, role *string) error {
	var patch struct {
		Metadata struct {
			Labels map[string]*string `json:"labels"`
		} `json:"metadata"`
	}
	patch.Metadata.Labels = map[string]*string{contract.LabelRole: role}
	body, err := json.Marshal(patch)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	_, err = l.pods.Patch(ctx, l.pod, types.MergePatchType, body, meta.PatchOptions{})
	return err
}
