package arm

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var parameter = regexp.MustCompile(`\{([^}]+)\}`)

// subscription is the path parameter that is no input.
const subscription = "subscriptionId"

// Parameters returns the inputs that make up the id, in their order.
func (k Kind) Parameters() []string {
	var out []string
	for _, m := range parameter.FindAllStringSubmatch(k.Path, -1) {
		if m[1] != subscription {
			out = append(out, m[1])
		}
	}
	return out
}

// NameParameter returns the input that names the resource.
func (k Kind) NameParameter() string {
	all := k.Parameters()
	return all[len(all)-1]
}

// ID returns the resource's ARM id. It is known only when every path parameter is; an absent parameter is an error.
func (k Kind) ID(subscriptionID string, inputs map[string]any) (id string, known bool, err error) {
	known = true
	id = parameter.ReplaceAllStringFunc(k.Path, func(m string) string {
		name := m[1 : len(m)-1]
		if name == subscription {
			return subscriptionID
		}
		switch v := inputs[name].(type) {
		case string:
			return strings.Trim(v, "/")
		case Unknown:
			known = false
		default:
			err = fmt.Errorf("%s: is required to make the id of a %s", name, k.Type)
		}
		return ""
	})
	if err != nil || !known {
		return "", false, err
	}
	return id, true, nil
}

// Key is the form in which ARM ids compare equal.
func Key(id string) string { return strings.ToLower(strings.TrimRight(id, "/")) }

// Name returns the last segment of an ARM id.
func Name(id string) string { return id[strings.LastIndex(id, "/")+1:] }

// Parent returns the id of the resource that holds this one: a subnet's virtual network, a disk's resource group; empty
// for a resource group or an id that is none.
func Parent(id string) string {
	s := strings.Split(strings.Trim(id, "/"), "/")
	provider := lastIndexFold(s, "providers")
	switch {
	case provider < 0:
		return ""
	case len(s)-provider > 5: // providers/Namespace/type/name/type/name
		return "/" + strings.Join(s[:len(s)-2], "/")
	case provider > 0:
		return "/" + strings.Join(s[:provider], "/")
	}
	return ""
}

// ResourceGroup returns the id of the resource group that an id lies in, or "" where it lies in none.
func ResourceGroup(id string) string {
	s := strings.Split(strings.Trim(id, "/"), "/")
	if len(s) >= 4 && strings.EqualFold(s[0], "subscriptions") && strings.EqualFold(s[2], "resourceGroups") {
		return "/" + strings.Join(s[:4], "/")
	}
	return ""
}

// TypeOf returns the ARM type in an id, as Microsoft.Network/virtualNetworks/subnets, or "" where there is none.
func TypeOf(id string) string {
	s := strings.Split(strings.Trim(id, "/"), "/")
	provider := lastIndexFold(s, "providers")
	if provider < 0 {
		if ResourceGroup(id) != "" {
			return "Microsoft.Resources/resourceGroups"
		}
		return ""
	}
	var out []string
	for i := provider + 1; i < len(s); i++ {
		if i == provider+1 || (i-provider)%2 == 0 {
			out = append(out, s[i])
		}
	}
	return strings.Join(out, "/")
}

func lastIndexFold(segments []string, want string) int {
	for i, s := range slices.Backward(segments) {
		if strings.EqualFold(s, want) {
			return i
		}
	}
	return -1
}
