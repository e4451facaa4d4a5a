package kubernetes

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/util/jsonpath"
)

// annotationWaitFor says what an object is waited for in place of what its kind is waited for: a jsonpath= or a
// condition= expression, or a JSON array of them that must all hold.
const annotationWaitFor = "pulumi.com/waitFor"

// waitForWithin is how long what the annotation says is waited for, whatever the kind, unless the program says otherwise.
const waitForWithin = 10 * time.Minute

// wish is one expression of the annotation: text is how a program writes it, judge says of an object whether it holds.
type wish struct {
	text  string
	judge func(*unstructured.Unstructured) verdict
}

// parseWaitFor reads the annotation.
func parseWaitFor(annotation string) (awaiter, error) {
	var expressions []string
	if json.Unmarshal([]byte(annotation), &expressions) != nil {
		expressions = []string{annotation}
	}
	if len(expressions) == 0 {
		return awaiter{}, fmt.Errorf("%s: must hold at least one expression, got %q", annotationWaitFor, annotation)
	}
	wishes := make([]wish, len(expressions))
	for n, e := range expressions {
		var err error
		if wishes[n], err = parseWish(e); err != nil {
			return awaiter{}, fmt.Errorf("%s: %w", annotationWaitFor, err)
		}
	}
	return awaiter{judge: alone(all(wishes)), within: waitForWithin}, nil
}

// all judges that every wish holds.
func all(wishes []wish) func(*unstructured.Unstructured) verdict {
	return func(o *unstructured.Unstructured) verdict {
		var missing, reasons []string
		for _, w := range wishes {
			v := w.judge(o)
			if v.failed {
				return v
			}
			if !v.ready {
				missing = append(missing, w.text)
				reasons = append(reasons, v.waitsFor)
			}
		}
		if len(missing) == 0 {
			return ready()
		}
		v := waiting("%s %q to have %s", o.GetKind(), o.GetName(), strings.Join(missing, " and "))
		v.reasons = reasons
		return v
	}
}

func parseWish(expression string) (wish, error) {
	if path, ok := strings.CutPrefix(expression, "jsonpath="); ok {
		return parsePath(path)
	}
	if kind, ok := strings.CutPrefix(expression, "condition="); ok {
		status := "True"
		if before, after, given := strings.Cut(kind, "="); given {
			kind, status = before, after
		}
		return wish{kind + "=" + status, func(o *unstructured.Unstructured) verdict { return judgeCondition(o, kind, status) }}, nil
	}
	return wish{}, fmt.Errorf(`each expression must begin with "jsonpath=" or "condition=", got %q`, expression)
}

// judgeCondition compares one of an object's conditions, without regard to case. One that speaks of an older form of the
// object counts for nothing.
func judgeCondition(o *unstructured.Unstructured, kind, status string) verdict {
	for _, c := range conditions(o) {
		if !strings.EqualFold(text(c, "type"), kind) {
			continue
		}
		observed := field[any](c, "observedGeneration")
		if observed == nil {
			observed = field[any](o.Object, "status", "observedGeneration")
		}
		if seen, ok := observed.(int64); ok && seen < o.GetGeneration() {
			return waiting("its controller has yet to see generation %d", o.GetGeneration())
		}
		if is := text(c, "status"); !strings.EqualFold(is, status) {
			return waiting("%s is %s", kind, is)
		}
		return ready()
	}
	return waiting("it has no condition %s", kind)
}

// parsePath reads what follows jsonpath=: a path in braces and, where a value is wanted and not just existence, an equals
// sign and the value. The path is of the strict kind that kubectl get takes.
func parsePath(expression string) (wish, error) {
	path, value, err := splitPath(expression)
	if err != nil {
		return wish{}, err
	}
	parsed := jsonpath.New(annotationWaitFor).AllowMissingKeys(true)
	if err := parsed.Parse(path); err != nil {
		return wish{}, fmt.Errorf("reading the path %s: %w", path, err)
	}
	return wish{expression, func(o *unstructured.Unstructured) verdict { return judgePath(o, parsed, path, value) }}, nil
}

// judgePath looks at the first value that a path selects. An empty value stands for any.
func judgePath(o *unstructured.Unstructured, parsed *jsonpath.JSONPath, path, value string) verdict {
	results, err := parsed.FindResults(o.Object)
	if err != nil {
		return failed(fmt.Sprintf("looking for %s: %v", path, err))
	}
	for _, values := range results {
		for _, v := range values {
			return judgeValue(v, path, value)
		}
	}
	return waiting("%s selects nothing", path)
}

func judgeValue(v reflect.Value, path, value string) verdict {
	if value == "" {
		return ready()
	}
	var found any
	if v.IsValid() {
		found = v.Interface()
	}
	switch found.(type) {
	case map[string]any, []any:
		return failed(fmt.Sprintf("%s is no single value and cannot be compared with %q", path, value))
	}
	if is := fmt.Sprint(found); is != value {
		return waiting("%s is %s", path, is)
	}
	return ready()
}

var errNoBraces = errors.New("a path must be in braces, such as {.status.phase}")

// splitPath separates a path in braces from the value it should have. Braces and equals signs within quotes are the
// path's own.
func splitPath(expression string) (path, value string, err error) {
	if strings.HasPrefix(expression, "'") {
		return "", "", fmt.Errorf("%s: leave out the quotes, which are a shell's", expression)
	}
	if !strings.HasPrefix(expression, "{") {
		return "", "", fmt.Errorf("%w, got %q", errNoBraces, expression)
	}
	end := closingBrace(expression)
	if end < 0 {
		return "", "", fmt.Errorf("%w, got %q", errNoBraces, expression)
	}
	path, rest := expression[:end+1], expression[end+1:]
	value, given := strings.CutPrefix(rest, "=")
	switch {
	case rest == "":
		return path, "", nil
	case !given || strings.Contains(value, "="):
		return "", "", fmt.Errorf("must be {path} or {path}=value, got %q", expression)
	case value == "":
		return "", "", fmt.Errorf("%s: a value must follow the equals sign", expression)
	case strings.HasPrefix(value, "{"):
		return "", "", fmt.Errorf("%s: the value must be a literal, and not another path", expression)
	}
	return path, value, nil
}

// closingBrace returns where the brace is that closes the first one, or -1.
func closingBrace(expression string) int {
	depth := 0
	var quote rune
	for at, c := range expression {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				return at
			}
		}
	}
	return -1
}
