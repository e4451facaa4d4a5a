package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/galera-aks/galera-aks/member/state"
)

// ReadView reads the last Primary view that group communication recorded in the data directory. It returns nil
// without an error when there is none, or when the record is torn and so proves nothing.
func ReadView(data string) (*state.View, error) {
	text, err := os.ReadFile(join(data, gvwstateFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the last view: %w", err)
	}
	return parseView(string(text)), nil
}

// ForgetView removes the record of the last view, so that mariadbd does not try to restore it.
func ForgetView(data string) error {
	if err := os.Remove(join(data, gvwstateFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing the last view: %w", err)
	}
	return nil
}

// viewPrimary is the number by which gvwstate.dat says that the view was a Primary's.
const viewPrimary = "3"

func parseView(text string) *state.View {
	var view state.View
	complete := false
	for line := range strings.SplitSeq(text, "\n") {
		words := strings.Fields(line)
		switch {
		case len(words) == 0:
		case words[0] == "my_uuid:" && len(words) == 2:
			view.Self = words[1]
		case words[0] == "view_id:" && len(words) == 4:
			seq, err := strconv.ParseInt(words[3], 10, 64)
			if err != nil || words[1] != viewPrimary {
				return nil
			}
			view.Seq, view.ID = seq, words[2]+":"+words[3]
		case words[0] == "member:" && len(words) >= 2:
			view.Members = append(view.Members, words[1])
		case words[0] == "#vwend":
			complete = true
		}
	}
	if !complete || view.Self == "" || view.ID == "" || len(view.Members) == 0 {
		return nil
	}
	return &view
}
