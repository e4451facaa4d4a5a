package faults

import (
	"fmt"
	"strconv"
	"strings"
)

// minRate and maxRate are what the kernel's queue can keep to: below, one burst alone would take a minute; above, its counter
// overflows.
const (
	minRate = 16_000
	maxRate = 30_000_000_000
)

// ParseRate reads a rate as tc writes it, such as "10mbit" or "500kbit", and returns bits a second; "off" is 0, no limit.
func ParseRate(text string) (int64, error) {
	if text == "off" {
		return 0, nil
	}
	lower := strings.ToLower(text)
	for _, unit := range []struct {
		name string
		bits int64
	}{{"kbit", 1e3}, {"mbit", 1e6}, {"gbit", 1e9}, {"bit", 1}} {
		digits, found := strings.CutSuffix(lower, unit.name)
		if !found {
			continue
		}
		number, err := strconv.ParseFloat(digits, 64)
		rate := number * float64(unit.bits)
		if err != nil || rate < minRate || rate > maxRate {
			break
		}
		return int64(rate), nil
	}
	return 0, fmt.Errorf("rate: must be off or 16kbit to 30gbit, such as 10mbit, got %q", text)
}
