// Package mode checks words of which a setting takes one of a few.
package mode

import (
	"fmt"
	"slices"
)

// Check reports a word that is none of the known ones. The message names all of those and the one found, and leaves the
// setting's key to the caller.
func Check[Mode ~string](found Mode, known []Mode) error {
	if slices.Contains(known, found) {
		return nil
	}
	return fmt.Errorf("must be one of %v, got %q", known, string(found))
}
