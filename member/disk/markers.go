package disk

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// Markers are the supervisor's own records about a disk. They lie beside the data directory, which a full state
// transfer empties.
type Markers struct {
	// Path is the directory of the markers.
	Path string
}

// Identity says which cluster's data a disk holds. It is written once the member was Synced with that cluster.
type Identity struct {
	// UUID names the cluster's history.
	UUID string `json:"uuid"`
	// Epoch is the epoch in which the member was last Synced.
	Epoch int64 `json:"epoch"`
}

const (
	identityMarker = "identity.json"
	formingMarker  = "forming"
	transferMarker = "transfer"
)

// Prepare creates the directory of the markers.
func (m Markers) Prepare() error {
	if err := os.MkdirAll(m.Path, 0o700); err != nil {
		return fmt.Errorf("creating the directory of the markers: %w", err)
	}
	return nil
}

// Identity returns what SetIdentity recorded, or the zero Identity if it never did.
func (m Markers) Identity() (Identity, error) {
	var identity Identity
	text, err := os.ReadFile(join(m.Path, identityMarker))
	if errors.Is(err, fs.ErrNotExist) {
		return identity, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &identity)
	}
	if err != nil {
		return Identity{}, fmt.Errorf("reading which cluster the disk belongs to: %w", err)
	}
	return identity, nil
}

// SetIdentity records which cluster's data the disk holds.
func (m Markers) SetIdentity(identity Identity) error {
	text, err := json.Marshal(identity)
	if err == nil {
		err = writeDurably(join(m.Path, identityMarker), text)
	}
	if err != nil {
		return fmt.Errorf("recording which cluster the disk belongs to: %w", err)
	}
	return nil
}

// BeginForming records that data found from now on may be thrown away: it is the first data of a new cluster that
// nobody else knows of yet.
func (m Markers) BeginForming() error { return m.set(formingMarker) }

// EndForming takes back what BeginForming recorded.
func (m Markers) EndForming() error { return m.clear(formingMarker) }

// Forming tells whether BeginForming was not taken back.
func (m Markers) Forming() bool { return exists(join(m.Path, formingMarker)) }

// BeginTransfer records that the data is about to be replaced by a full state transfer.
func (m Markers) BeginTransfer() error { return m.set(transferMarker) }

// EndTransfer takes back what BeginTransfer recorded.
func (m Markers) EndTransfer() error { return m.clear(transferMarker) }

// Transferring tells whether BeginTransfer was not taken back.
func (m Markers) Transferring() bool { return exists(join(m.Path, transferMarker)) }

func (m Markers) set(name string) error {
	if err := writeDurably(join(m.Path, name), nil); err != nil {
		return fmt.Errorf("setting the marker %q: %w", name, err)
	}
	return nil
}

func (m Markers) clear(name string) error {
	if err := os.Remove(join(m.Path, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing the marker %q: %w", name, err)
	}
	return SyncDirectory(m.Path)
}
