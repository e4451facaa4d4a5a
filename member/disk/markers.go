package disk

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/galera-aks/galera-aks/member/state"
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
	// Epoch is the epoch whose history the data belongs to. It is noted before mariadbd is started to take part in it.
	Epoch int64 `json:"epoch"`
}

const (
	identityMarker = "identity.json"
	promiseMarker  = "promise.json"
	lastMarker     = "last-primary.json"
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
	if err := m.read(identityMarker, &identity); err != nil {
		return Identity{}, fmt.Errorf("reading which cluster the disk belongs to: %w", err)
	}
	return identity, nil
}

// SetIdentity records which cluster's data the disk holds.
func (m Markers) SetIdentity(identity Identity) error {
	if err := m.write(identityMarker, identity); err != nil {
		return fmt.Errorf("recording which cluster the disk belongs to: %w", err)
	}
	return nil
}

// ForgetIdentity takes back what SetIdentity and SetLast recorded, because the data has been set aside. What was
// promised stays.
func (m Markers) ForgetIdentity() error {
	return errors.Join(m.clear(identityMarker), m.clear(lastMarker))
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

// Promise returns the ballot that SetPromise recorded, 0 if none.
func (m Markers) Promise() (int64, error) {
	var promise int64
	if err := m.read(promiseMarker, &promise); err != nil {
		return 0, fmt.Errorf("reading what the member has promised: %w", err)
	}
	return promise, nil
}

// SetPromise records that the member promises a ballot; it never records less than before.
func (m Markers) SetPromise(ballot int64) error {
	before, err := m.Promise()
	if err == nil && ballot > before {
		err = m.write(promiseMarker, ballot)
	}
	if err != nil {
		return fmt.Errorf("recording what the member promises: %w", err)
	}
	return nil
}

// Last returns the Primary Component that SetLast recorded, nil if none.
func (m Markers) Last() (*state.Component, error) {
	var last *state.Component
	if err := m.read(lastMarker, &last); err != nil {
		return nil, fmt.Errorf("reading the last Primary: %w", err)
	}
	return last, nil
}

// SetLast records the Primary Component that the member is Synced in. It never goes back to an earlier one. Call it as
// soon as a new one is seen, and before mariadbd is stopped in good order, which removes its own record.
func (m Markers) SetLast(component state.Component) error {
	before, err := m.Last()
	if err == nil && component.After(before) {
		err = m.write(lastMarker, component)
	}
	if err != nil {
		return fmt.Errorf("recording the last Primary: %w", err)
	}
	return nil
}

// read reads a marker with content; one that is not there leaves the value as it is.
func (m Markers) read(name string, value any) error {
	text, err := os.ReadFile(join(m.Path, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(text, value)
}

func (m Markers) write(name string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return writeDurably(join(m.Path, name), text)
}
