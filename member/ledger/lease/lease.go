// Package lease keeps the ledger in the annotations of a Kubernetes Lease.
package lease

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	coordination "k8s.io/api/coordination/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	client "k8s.io/client-go/kubernetes/typed/coordination/v1"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/ledger"
)

// fieldManager owns the annotation in the eyes of server-side apply.
const fieldManager = "galera-member"

// Ledger is a ledger in a Lease that exists already.
type Ledger struct {
	leases client.LeaseInterface
	name   string
}

// New returns the ledger of a cluster, whose Lease is looked for among the given leases.
func New(leases client.LeaseInterface, cluster string) *Ledger {
	return &Ledger{leases: leases, name: contract.Ledger(cluster)}
}

// Read reads the newest version from the API server.
func (l *Ledger) Read(ctx context.Context) (ledger.Entry, error) {
	object, err := l.leases.Get(ctx, l.name, meta.GetOptions{})
	if err != nil {
		return ledger.Entry{}, fmt.Errorf("reading the ledger: %w", err)
	}
	return entry(object)
}

// Write changes the annotation if the Lease is still at the version that was read.
func (l *Ledger) Write(ctx context.Context, read ledger.Entry, record ledger.Record) (ledger.Entry, error) {
	patch, err := patchOf(read.Version, record)
	if err != nil {
		return ledger.Entry{}, err
	}
	object, err := l.leases.Patch(ctx, l.name, types.MergePatchType, patch, meta.PatchOptions{FieldManager: fieldManager})
	if errors.IsConflict(err) {
		return ledger.Entry{}, ledger.ErrConflict
	}
	if err != nil {
		return ledger.Entry{}, fmt.Errorf("writing the ledger: %w", err)
	}
	return entry(object)
}

// patchOf returns the merge patch that sets the annotation. The version in it makes the API server refuse the patch
// when the Lease has changed meanwhile.
func patchOf(version string, record ledger.Record) ([]byte, error) {
	text, err := json.Marshal(record)
	if err != nil {
		return nil, fmt.Errorf("writing the ledger: %w", err)
	}
	var patch struct {
		Metadata struct {
			ResourceVersion string            `json:"resourceVersion"`
			Annotations     map[string]string `json:"annotations"`
		} `json:"metadata"`
	}
	patch.Metadata.ResourceVersion = version
	patch.Metadata.Annotations = map[string]string{contract.AnnotationLedger: string(text)}
	return json.Marshal(patch)
}

// entry reads a Lease. Annotations that make no sense are errors: a record that cannot be read must not be taken for
// none.
func entry(object *coordination.Lease) (ledger.Entry, error) {
	read := ledger.Entry{Version: object.ResourceVersion}
	if text, found := object.Annotations[contract.AnnotationExpected]; found {
		expected, err := strconv.Atoi(text)
		if err != nil || expected < 1 {
			return ledger.Entry{}, fmt.Errorf("reading the ledger: annotation %s: must be a positive number, got %q", contract.AnnotationExpected, text)
		}
		read.Expected = expected
	}
	policy, err := ledger.ParsePolicy(object.Annotations[contract.AnnotationRecovery])
	if err != nil {
		return ledger.Entry{}, fmt.Errorf("reading the ledger: annotation %s: %w", contract.AnnotationRecovery, err)
	}
	read.Policy = policy
	if text, found := object.Annotations[contract.AnnotationLedger]; found {
		if err := json.Unmarshal([]byte(text), &read.Record); err != nil {
			return ledger.Entry{}, fmt.Errorf("reading the ledger: annotation %s: %w", contract.AnnotationLedger, err)
		}
	}
	return read, nil
}
