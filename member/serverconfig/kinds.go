package serverconfig

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// A kind checks a value and returns it in the form in which it is rendered. Its error says what is allowed and what
// was found.
type kind func(value string) (string, error)

// boolean takes what MariaDB takes.
func boolean(value string) (string, error) {
	switch strings.ToUpper(value) {
	case "ON", "TRUE", "YES", "1":
		return "ON", nil
	case "OFF", "FALSE", "NO", "0":
		return "OFF", nil
	}
	return "", fmt.Errorf("must be on or off, got %q", value)
}

// integer takes whole numbers from low to high.
func integer(low, high int64) kind {
	return func(value string) (string, error) {
		number, err := strconv.ParseInt(value, 10, 64)
		if err != nil || number < low || number > high {
			return "", fmt.Errorf("must be a whole number from %d to %d, got %q", low, high, value)
		}
		return strconv.FormatInt(number, 10), nil
	}
}

// decimal takes numbers from low to high.
func decimal(low, high float64) kind {
	return func(value string) (string, error) {
		number, err := strconv.ParseFloat(value, 64)
		if err != nil || math.IsNaN(number) || number < low || number > high {
			return "", fmt.Errorf("must be a number from %v to %v, got %q", low, high, value)
		}
		return strconv.FormatFloat(number, 'f', -1, 64), nil
	}
}

// size takes bytes from low to high, with one of MariaDB's suffixes K, M, G or T.
func size(low, high int64) kind {
	return func(value string) (string, error) {
		bytes, err := parseSize(value)
		if err != nil || bytes < low || bytes > high {
			return "", fmt.Errorf("must be a size from %s to %s, such as 512M or 4G, got %q", sizeText(low), sizeText(high), value)
		}
		return sizeText(bytes), nil
	}
}

// oneOf takes one of some words, in any case.
func oneOf(words ...string) kind {
	return func(value string) (string, error) {
		for _, word := range words {
			if strings.EqualFold(word, value) {
				return word, nil
			}
		}
		return "", fmt.Errorf("must be one of %s, got %q", strings.Join(words, ", "), value)
	}
}

// listOf takes words separated by commas, each at most once; an empty list is allowed.
func listOf(words ...string) kind {
	one := oneOf(words...)
	return func(value string) (string, error) {
		if strings.TrimSpace(value) == "" {
			return "", nil
		}
		var list []string
		seen := map[string]bool{}
		for part := range strings.SplitSeq(value, ",") {
			word, err := one(strings.TrimSpace(part))
			if err != nil || seen[word] {
				return "", fmt.Errorf("must be a list of some of %s, each once, got %q", strings.Join(words, ", "), value)
			}
			seen[word] = true
			list = append(list, word)
		}
		return strings.Join(list, ","), nil
	}
}

// word takes what matches a pattern, described for people.
func word(pattern, description string) kind {
	expression := regexp.MustCompile("^(?:" + pattern + ")$")
	return func(value string) (string, error) {
		if !expression.MatchString(value) {
			return "", fmt.Errorf("must be %s, got %q", description, value)
		}
		return value, nil
	}
}

// period takes Galera's durations, ISO 8601 with seconds only, from low to high seconds.
func period(low, high float64) kind {
	return func(value string) (string, error) {
		seconds, err := parsePeriod(value)
		if err != nil || seconds < low || seconds > high {
			return "", fmt.Errorf("must be a period from PT%vS to PT%vS, got %q", low, high, value)
		}
		return "PT" + strconv.FormatFloat(seconds, 'f', -1, 64) + "S", nil
	}
}

func parsePeriod(value string) (float64, error) {
	digits, ok := strings.CutPrefix(strings.ToUpper(value), "PT")
	if !ok {
		return 0, fmt.Errorf("not a period: %q", value)
	}
	digits, ok = strings.CutSuffix(digits, "S")
	if !ok || strings.ContainsAny(digits, "+-EXN") {
		return 0, fmt.Errorf("not a period in seconds: %q", value)
	}
	return strconv.ParseFloat(digits, 64)
}

var suffixes = []struct {
	letter string
	bytes  int64
}{{"T", 1 << 40}, {"G", 1 << 30}, {"M", 1 << 20}, {"K", 1 << 10}}

func parseSize(value string) (int64, error) {
	digits, unit := strings.ToUpper(value), int64(1)
	for _, suffix := range suffixes {
		if rest, found := strings.CutSuffix(digits, suffix.letter); found {
			digits, unit = rest, suffix.bytes
			break
		}
	}
	number, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("not a size: %q", value)
	}
	if number < 0 || number > math.MaxInt64/unit {
		return 0, fmt.Errorf("size out of range: %q", value)
	}
	return number * unit, nil
}

// sizeText writes bytes with the largest suffix that divides them.
func sizeText(bytes int64) string {
	for _, suffix := range suffixes {
		if bytes != 0 && bytes%suffix.bytes == 0 {
			return strconv.FormatInt(bytes/suffix.bytes, 10) + suffix.letter
		}
	}
	return strconv.FormatInt(bytes, 10)
}
