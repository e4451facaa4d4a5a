// Package outcome says how the one-time commands of a member's image end, in the way that their Jobs understand.
package outcome

import (
	"errors"
	"fmt"
	"io"

	"github.com/galera-aks/galera-aks/member/contract"
)

// NeedsSettings is the error for what only a change of settings, or of the image, can mend.
type NeedsSettings struct {
	// Reason says what is wrong, in the words of whoever found it.
	Reason string
}

// Error returns the reason.
func (e *NeedsSettings) Error() string { return e.Reason }

// ExitCode says the error on out, as the last line, which the engine shows as the reason, and returns the process's exit
// code: 0 without an error, [contract.ExitNeedsSettings] for [NeedsSettings], and [contract.ExitTryAgain] for all others.
func ExitCode(err error, out io.Writer) int {
	if err == nil {
		return 0
	}
	if _, ok := errors.AsType[*NeedsSettings](err); ok {
		fmt.Fprintf(out, "stopped, because only other settings help: %v\n", err)
		return contract.ExitNeedsSettings
	}
	fmt.Fprintf(out, "stopped, to be tried again: %v\n", err)
	return contract.ExitTryAgain
}
