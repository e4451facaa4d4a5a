package random

import (
	"crypto/rand"
	"fmt"
	"io"
	"math/big"
	"strings"

	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

const (
	upper   = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	lower   = "abcdefghijklmnopqrstuvwxyz"
	numeric = "0123456789"
	// special is the real provider's default set, as its documentation lists it.
	special = "!@#$%&*()-_=+[]{}<>:?"
)

// classDefaults are the real provider's defaults of a password's or string's character classes.
var classDefaults = resource.PropertyMap{
	"special": resource.NewProperty(true), "upper": resource.NewProperty(true), "lower": resource.NewProperty(true),
	"numeric": resource.NewProperty(true), "number": resource.NewProperty(true),
	"minSpecial": resource.NewProperty(0.0), "minUpper": resource.NewProperty(0.0),
	"minLower": resource.NewProperty(0.0), "minNumeric": resource.NewProperty(0.0),
}

// class is one set of characters and how many of it there must be.
type class struct {
	chars string
	least int
}

// recipe says what a random string is made of.
type recipe struct {
	length  int
	given   bool // length was given
	open    bool // something is not known yet, so nothing can be judged
	classes []class
}

func recipeOf(in map[string]any) recipe {
	r := recipe{}
	for key := range in {
		switch in[key].(type) {
		case bool, float64, string, map[string]any:
		default:
			r.open = true
		}
	}
	length, given := in["length"].(float64)
	r.length, r.given = int(length), given || in["length"] != nil
	symbols := special
	if own, ok := in["overrideSpecial"].(string); ok && own != "" {
		symbols = own
	}
	add := func(chars, least string, wanted bool) {
		n, _ := in[least].(float64)
		if wanted || n > 0 {
			r.classes = append(r.classes, class{chars, int(n)})
		}
	}
	wanted := func(key string) bool { on, _ := in[key].(bool); return on }
	add(upper, "minUpper", wanted("upper"))
	add(lower, "minLower", wanted("lower"))
	add(numeric, "minNumeric", wanted("numeric") && wanted("number"))
	add(symbols, "minSpecial", wanted("special"))
	return r
}

func (r recipe) check() []plugin.CheckFailure {
	if !r.given {
		return []plugin.CheckFailure{{Property: "length", Reason: "is required"}}
	}
	if r.open {
		return nil
	}
	least := 0
	for _, c := range r.classes {
		least += c.least
	}
	switch {
	case r.length < max(1, least):
		return []plugin.CheckFailure{{Property: "length", Reason: fmt.Sprintf("must be at least %d, got %d", max(1, least), r.length)}}
	case len(r.classes) == 0:
		return []plugin.CheckFailure{{Property: "length", Reason: "needs at least one of upper, lower, numeric and special"}}
	}
	return nil
}

// draw takes the least number of each class, the rest of all classes together, and shuffles them.
func (r recipe) draw(source io.Reader) (string, error) {
	var all strings.Builder
	var out []byte
	take := func(chars string, n int) error {
		for range n {
			i, err := below(source, len(chars))
			if err != nil {
				return err
			}
			out = append(out, chars[i])
		}
		return nil
	}
	for _, c := range r.classes {
		all.WriteString(c.chars)
		if err := take(c.chars, c.least); err != nil {
			return "", err
		}
	}
	if err := take(all.String(), r.length-len(out)); err != nil {
		return "", err
	}
	for i := len(out) - 1; i > 0; i-- {
		j, err := below(source, i+1)
		if err != nil {
			return "", err
		}
		out[i], out[j] = out[j], out[i]
	}
	return string(out), nil
}

// below draws evenly from [0, n).
func below(source io.Reader, n int) (int, error) {
	i, err := rand.Int(source, big.NewInt(int64(n)))
	if err != nil {
		return 0, fmt.Errorf("reading random bytes: %w", err)
	}
	return int(i.Int64()), nil
}
