package kubernetes

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/galera-aks/galera-aks/lab/provider"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

const (
	annotationSkipAwait = "pulumi.com/skipAwait"
	annotationTimeout   = "pulumi.com/timeoutSeconds"
)

// verdict is what one look at an object says: it is ready, it will never be, or it is being waited for.
type verdict struct {
	ready, failed bool
	// waitsFor says what is missing, in a few words; for a failure, what failed.
	waitsFor string
	// reasons say why, as far as can be told.
	reasons []string
}

func ready() verdict { return verdict{ready: true} }

func waiting(format string, args ...any) verdict {
	return verdict{waitsFor: fmt.Sprintf(format, args...)}
}

func failed(what string, reasons ...string) verdict {
	return verdict{failed: true, waitsFor: what, reasons: reasons}
}

// judge looks at what belongs to a live object and gives a verdict on it.
type judge func(ctx context.Context, link cluster, live *unstructured.Unstructured) (verdict, error)

// awaiter is how an object of one kind is waited for, and for how long unless the program says otherwise.
type awaiter struct {
	judge  judge
	within time.Duration
	// refreshed says that a refresh judges objects of the kind too.
	refreshed bool
}

// awaiters are the kinds that are waited for, with the real provider's times. All others are ready once they exist.
var awaiters = map[schema.GroupKind]awaiter{
	{Group: "apps", Kind: "Deployment"}:  {lookAtDeployment, 10 * time.Minute, true},
	{Group: "apps", Kind: "StatefulSet"}: {lookAtStatefulSet, 10 * time.Minute, true},
	{Group: "apps", Kind: "DaemonSet"}:   {lookAtDaemonSet, 10 * time.Minute, true},
	{Group: "batch", Kind: "Job"}:        {lookAtJob, 10 * time.Minute, true},
	{Kind: "Pod"}:                        {lookAtPod, 10 * time.Minute, true},
	{Kind: "Service"}:                    {lookAtService, 10 * time.Minute, true},
	{Kind: "PersistentVolumeClaim"}:      {lookAtClaim, 5 * time.Minute, false},
	{Kind: "PersistentVolume"}:           {alone(judgeVolume), 5 * time.Minute, false},
	{Kind: "Namespace"}:                  {alone(judgeNamespace), 5 * time.Minute, false},
}

// alone makes a judge of a judgement that needs nothing but the object.
func alone(of func(*unstructured.Unstructured) verdict) judge {
	return func(_ context.Context, _ cluster, live *unstructured.Unstructured) (verdict, error) {
		return of(live), nil
	}
}

// awaiterFor returns how an object is waited for, if it is: not at all where the program says so, for what the program
// says, or for what its kind is waited for.
func awaiterFor(live *unstructured.Unstructured) (a awaiter, ok bool, err error) {
	if skipsAwait(live) {
		return awaiter{}, false, nil
	}
	if wanted := live.GetAnnotations()[annotationWaitFor]; wanted != "" {
		a, err = parseWaitFor(wanted)
		return a, true, err
	}
	a, ok = awaiters[live.GroupVersionKind().GroupKind()]
	return a, ok, nil
}

func skipsAwait(o *unstructured.Unstructured) bool {
	return o.GetAnnotations()[annotationSkipAwait] == "true"
}

// await waits until an object is initialized and returns it as it is then. The error, if there is one, is about the
// waiting: the object exists in any case.
func (i *instance) await(
	ctx context.Context, link cluster, urn resource.URN, applied *unstructured.Unstructured, seconds float64,
) (*unstructured.Unstructured, error) {
	a, ok, err := awaiterFor(applied)
	if err != nil {
		return applied, &waitError{what: err.Error()}
	}
	if !ok {
		return applied, nil
	}
	live := applied
	err = i.wait(ctx, urn, allowed(seconds, applied, a.within), func(ctx context.Context) (verdict, error) {
		now, err := link.get(ctx, refOf(applied))
		if apierrors.IsNotFound(err) {
			return failed("it was deleted while it was being waited for"), nil
		} else if err != nil {
			return verdict{}, err
		}
		live = now
		return a.judge(ctx, link, now)
	})
	return live, err
}

// unready judges an object by one look, as a refresh does: by its kind, whatever a creation waited for. Only what speaks
// against it comes back.
func (i *instance) unready(ctx context.Context, link cluster, live *unstructured.Unstructured) error {
	a, ok := awaiters[live.GroupVersionKind().GroupKind()]
	if !ok || !a.refreshed || skipsAwait(live) {
		return nil
	}
	v, err := a.judge(ctx, link, live)
	switch {
	case err != nil:
		return fmt.Errorf("judging whether it is ready: %w", err)
	case v.ready:
		return nil
	}
	return &waitError{what: v.waitsFor, reasons: v.reasons}
}

// allowed is how long an operation may take: what the resource's customTimeouts say, else its annotation, else the kind's
// own time. seconds is 0 where there are no customTimeouts.
func allowed(seconds float64, object *unstructured.Unstructured, otherwise time.Duration) time.Duration {
	if seconds > 0 {
		return time.Duration(seconds * float64(time.Second))
	}
	if n, err := strconv.ParseFloat(object.GetAnnotations()[annotationTimeout], 64); err == nil && n > 0 {
		return time.Duration(n * float64(time.Second))
	}
	return otherwise
}

// waitError says that a wait ended without success.
type waitError struct {
	what    string
	reasons []string
}

func (e *waitError) Error() string { return e.what }

// wait looks again and again until a verdict is final, time is up, or ctx ends. What is missing is shown beside the
// resource whenever it changes. An error of a look is only reported if nothing better is known in the end: the API server
// may be away for a moment.
func (i *instance) wait(
	ctx context.Context, urn resource.URN, timeout time.Duration, look func(context.Context) (verdict, error),
) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	var last verdict
	var heard []string
	said := ""
	// The first looks come quickly, since most objects need only a moment.
	for pause := i.options.Poll / 16; ; pause = min(2*pause, i.options.Poll) {
		v, err := look(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			last = waiting("the API server: %v", err)
		case err != nil:
		default:
			last = v
			heard = remember(heard, v.reasons)
		}
		if last.ready {
			if said != "" {
				provider.Status(ctx, urn, "")
			}
			return nil
		}
		if last.failed {
			return &waitError{what: last.waitsFor, reasons: known(last.reasons, heard)}
		}
		if say := status(last); say != said {
			said = say
			provider.Status(ctx, urn, "%s", say)
		}
		if sleep(ctx, pause) != nil {
			return &waitError{what: ended(ctx, timeout, last), reasons: last.reasons}
		}
	}
}

// heardReasons bounds what is kept of reasons: a Job's log changes from look to look.
const heardReasons = 5

// remember keeps the newest reasons that were given.
func remember(heard, reasons []string) []string {
	for _, r := range reasons {
		if !slices.Contains(heard, r) {
			heard = append(heard, r)
		}
	}
	return heard[max(0, len(heard)-heardReasons):]
}

// known is why something failed, or, as with the real provider, what was heard on the way where nothing is left to tell it:
// the pods of a Job whose time is up are gone by then.
func known(reasons, heard []string) []string {
	if len(reasons) > 0 {
		return reasons
	}
	return heard
}

func status(v verdict) string {
	say := "waiting for " + v.waitsFor
	if len(v.reasons) > 0 {
		say += ": " + strings.Join(v.reasons, "; ")
	}
	return say
}

func ended(ctx context.Context, timeout time.Duration, last verdict) string {
	what := last.waitsFor
	if what == "" {
		what = "a first answer of the API server"
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Sprintf("timed out after %s waiting for %s", timeout, what)
	}
	return "cancelled while waiting for " + what
}

// conditions returns an object's status conditions.
func conditions(o *unstructured.Unstructured) []map[string]any {
	var all []map[string]any
	for _, c := range field[[]any](o.Object, "status", "conditions") {
		if c, ok := c.(map[string]any); ok {
			all = append(all, c)
		}
	}
	return all
}

// condition returns the status condition of a type, or nothing.
func condition(o *unstructured.Unstructured, kind string) map[string]any {
	for _, c := range conditions(o) {
		if text(c, "type") == kind {
			return c
		}
	}
	return nil
}
