package rules

import (
	"net/netip"
	"slices"
	"strings"
)

// prefix reads a range, or an address as a range of one.
func prefix(text string) (netip.Prefix, bool) {
	if p, err := netip.ParsePrefix(text); err == nil {
		return p, true
	}
	address, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(address, address.BitLen()), true
}

// within reports whether a range lies inside one of some.
func within(text string, ranges []netip.Prefix) bool {
	p, ok := prefix(text)
	return ok && slices.ContainsFunc(ranges, func(r netip.Prefix) bool {
		return r.Bits() <= p.Bits() && r.Contains(p.Addr())
	})
}

// public reports whether a range reaches beyond the addresses that are used inside networks only.
func public(text string) bool {
	p, ok := prefix(text)
	if !ok {
		return false
	}
	inside := []netip.Prefix{
		netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16"),
		netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("fc00::/7"), netip.MustParsePrefix("169.254.0.0/16"),
	}
	return !within(p.String(), inside)
}

func prefixes(ranges []netip.Prefix) string {
	texts := make([]string, len(ranges))
	for i, r := range ranges {
		texts[i] = r.String()
	}
	return strings.Join(texts, ", ")
}
