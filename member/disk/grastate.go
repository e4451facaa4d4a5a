package disk

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strconv"

	"github.com/galera-aks/galera-aks/member/state"
)

// grastate is what Galera saves about the data: file grastate.dat in the data directory.
type grastate struct {
	// position has seqno -1 while mariadbd runs, and still after it was killed.
	position state.Position
}

var errNoPosition = errors.New("holds no position")

// parseGrastate reads the file's text. An empty or torn file, as an aborted joiner leaves, gives errNoPosition. The
// line safe_to_bootstrap is not read at all: Galera's default for it is true, so it proves nothing.
func parseGrastate(text []byte) (grastate, error) {
	var found grastate
	found.position.Seqno = -1
	for line := range bytes.SplitSeq(text, []byte("\n")) {
		key, value, ok := bytes.Cut(line, []byte(":"))
		if !ok {
			continue
		}
		value = bytes.TrimSpace(value)
		switch string(bytes.TrimSpace(key)) {
		case "uuid":
			found.position.UUID = string(value)
		case "seqno":
			n, err := strconv.ParseInt(string(value), 10, 64)
			if err != nil {
				return grastate{}, fmt.Errorf("reading the seqno of grastate.dat: %w", err)
			}
			found.position.Seqno = n
		}
	}
	if !uuidForm.MatchString(found.position.UUID) || found.position.UUID == state.ZeroUUID {
		return grastate{}, errNoPosition
	}
	return found, nil
}

var (
	uuidForm     = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	uuidLine     = regexp.MustCompile(`(?m)^uuid:.*$`)
	safeLine     = regexp.MustCompile(`(?m)^safe_to_bootstrap:.*$`)
	safeLineTrue = []byte("safe_to_bootstrap: 1")
)

// AllowBootstrap writes into grastate.dat of the data directory which history its data is of and that a new Primary may
// start from it, without which Galera refuses to, and removes the record of the last view, which would otherwise be
// restored. Call it only after the right to start the new Primary has been won.
func AllowBootstrap(data, uuid string) error {
	path := join(data, grastateFile)
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("reading the saved state: %w", err)
	}
	text = uuidLine.ReplaceAll(text, []byte("uuid:    "+uuid))
	if err := writeDurably(path, safeLine.ReplaceAll(text, safeLineTrue)); err != nil {
		return fmt.Errorf("writing the saved state: %w", err)
	}
	return ForgetView(data)
}
