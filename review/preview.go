package review

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Op is what an update does to one resource, in Pulumi's words.
type Op string

// The operations that a preview tells of. Those of the engine's own books, such as reads, are of no interest here.
const (
	OpSame    Op = "same"
	OpCreate  Op = "create"
	OpUpdate  Op = "update"
	OpDelete  Op = "delete"
	OpReplace Op = "replace"
)

// changes tells whether anything of a resource changes.
func (o Op) changes() bool {
	switch o {
	case OpCreate, OpUpdate, OpDelete, OpReplace:
		return true
	default:
		return false
	}
}

// A URN is what Pulumi calls a resource: "urn:pulumi:STACK::PROJECT::PARENTTYPE$TYPE::NAME".
type URN string

// Stack returns the name of the stack.
func (u URN) Stack() string { return strings.TrimPrefix(u.part(0), "urn:pulumi:") }

// Type returns the resource's own type, such as "kubernetes:apps/v1:StatefulSet".
func (u URN) Type() string {
	types := u.part(2)
	return types[strings.LastIndexByte(types, '$')+1:]
}

// Name returns the name that the program gives the resource.
func (u URN) Name() string { return u.part(3) }

func (u URN) part(n int) string {
	parts := strings.SplitN(string(u), "::", 4)
	if n >= len(parts) {
		return ""
	}
	return parts[n]
}

// Preview is what `pulumi preview --json` prints, as far as it matters here.
// https://www.pulumi.com/docs/iac/cli/commands/pulumi_preview/
type Preview struct {
	Steps       []Step       `json:"steps"`
	Diagnostics []Diagnostic `json:"diagnostics,omitempty"`
	// ChangeSummary counts resources by operation. It is there only where the engine came to the end.
	ChangeSummary map[Op]int `json:"changeSummary,omitempty"`
}

// A Step is what the update does to one resource.
type Step struct {
	Op  Op  `json:"op"`
	URN URN `json:"urn"`
	// Old is what the resource is, nil for one that is created; New is what it becomes, nil for one that is deleted.
	Old *Resource `json:"oldState,omitempty"`
	New *Resource `json:"newState,omitempty"`
	// ReplaceReasons are the paths of the properties that force a replacement, and Diff those that differ, by path.
	ReplaceReasons []string                `json:"replaceReasons,omitempty"`
	Diff           map[string]PropertyDiff `json:"detailedDiff,omitempty"`
}

// PropertyDiff says how one property differs: "add", "delete", "update", or one of these with "-replace".
type PropertyDiff struct {
	Kind string `json:"kind"`
}

// A Resource is what the engine knows of one resource.
type Resource struct {
	URN    URN             `json:"urn"`
	Inputs json.RawMessage `json:"inputs,omitempty"`
	// Dependencies are the resources that come before this one.
	Dependencies []URN `json:"dependencies,omitempty"`
	// Protect makes the engine refuse to delete the resource; RetainOnDelete makes it leave what it stands for alone.
	Protect        bool `json:"protect,omitempty"`
	RetainOnDelete bool `json:"retainOnDelete,omitempty"`
	// Delete marks, in an exported state, one that an earlier update has replaced and not yet removed.
	Delete bool `json:"delete,omitempty"`

	named *metav1.ObjectMeta
}

// A Diagnostic is something that the engine, a provider or the program said.
type Diagnostic struct {
	URN      URN    `json:"urn,omitempty"`
	Message  string `json:"message"`
	Severity string `json:"severity"`
}

// severityError is the severity of what makes a preview fail.
const severityError = "error"

// ReadPreview reads what `pulumi preview --json` printed.
func ReadPreview(from io.Reader) (Preview, error) {
	var p Preview
	if err := json.NewDecoder(from).Decode(&p); err != nil {
		return p, fmt.Errorf("reading the preview: it must be what `pulumi preview --json` prints: %w", err)
	}
	return p, nil
}

// stack returns the name of the stack that the preview is of.
func (p Preview) stack() string {
	for _, step := range p.Steps {
		return step.URN.Stack()
	}
	return ""
}
