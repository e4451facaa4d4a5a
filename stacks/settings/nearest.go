package settings

import (
	"fmt"
	"net/netip"
	"reflect"
	"strings"
)

// nearest returns the one of the known words that a typist most likely meant, or nothing when none is near.
func nearest(word string, known []string) string {
	most := max(2, len(word)/3)
	if len(word) < 4 {
		most = 1
	}
	best, bestDistance := "", most+1
	for _, candidate := range known {
		if d := distance(strings.ToLower(word), strings.ToLower(candidate)); d < bestDistance {
			best, bestDistance = candidate, d
		}
	}
	return best
}

// distance counts the single-letter edits between two words (Levenshtein's distance).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			substitute := diagonal
			if a[i] != b[j] {
				substitute++
			}
			diagonal = row[j+1]
			row[j+1] = min(substitute, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// describe says what text of a type should have looked like.
func describe(t reflect.Type, text string, err error) string {
	switch t {
	case reflect.TypeFor[netip.Prefix]():
		return fmt.Sprintf("must be an address range such as 10.60.0.0/22, got %q", text)
	case reflect.TypeFor[netip.Addr]():
		return fmt.Sprintf("must be an address such as 10.60.8.10, got %q", text)
	}
	return err.Error()
}

// oneOf checks a mode, and proposes the one that was meant.
func oneOf[T ~string](p *problems, key string, found T, allowed ...T) bool {
	words := make([]string, len(allowed))
	for i, a := range allowed {
		if a == found {
			return true
		}
		words[i] = string(a)
	}
	hint := ""
	if near := nearest(string(found), words); near != "" && found != "" {
		hint = fmt.Sprintf(" (did you mean %s?)", near)
	}
	p.add(key, "must be one of %s, got %q%s", strings.Join(words, ", "), string(found), hint)
	return false
}
