package settings

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Millicores is processor time in thousandths of a core.
type Millicores int64

// UnmarshalText reads cores ("2", "0.5") or thousandths ("500m").
func (m *Millicores) UnmarshalText(text []byte) error {
	s := string(text)
	factor := 1000.0
	if cut, ok := strings.CutSuffix(s, "m"); ok {
		s, factor = cut, 1
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || n <= 0 || n*factor > math.MaxInt32 || n*factor != math.Trunc(n*factor) {
		return fmt.Errorf(`must be cores such as "2" or thousandths such as "500m", got %q`, text)
	}
	*m = Millicores(n * factor)
	return nil
}

// MarshalText writes the quantity as [Millicores.String] does.
func (m Millicores) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// String returns the quantity as Kubernetes writes it.
func (m Millicores) String() string {
	if m%1000 == 0 {
		return strconv.FormatInt(int64(m/1000), 10)
	}
	return strconv.FormatInt(int64(m), 10) + "m"
}

// Bytes is an amount of memory.
type Bytes int64

// Units of memory.
const (
	Mebibyte Bytes = 1 << 20
	Gibibyte Bytes = 1 << 30
)

// UnmarshalText reads "768Mi" or "8Gi"; plain bytes and decimal units are refused, since they are mostly slips.
func (b *Bytes) UnmarshalText(text []byte) error {
	for suffix, unit := range map[string]Bytes{"Mi": Mebibyte, "Gi": Gibibyte} {
		digits, ok := strings.CutSuffix(string(text), suffix)
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(digits, 10, 32)
		if err == nil && n > 0 {
			*b = Bytes(n) * unit
			return nil
		}
	}
	return fmt.Errorf(`must be memory such as "768Mi" or "8Gi", got %q`, text)
}

// MarshalText writes the quantity as [Bytes.String] does.
func (b Bytes) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// String returns the quantity as Kubernetes writes it.
func (b Bytes) String() string {
	switch {
	case b%Gibibyte == 0:
		return strconv.FormatInt(int64(b/Gibibyte), 10) + "Gi"
	case b%Mebibyte == 0:
		return strconv.FormatInt(int64(b/Mebibyte), 10) + "Mi"
	}
	return strconv.FormatInt(int64(b), 10)
}
