package disk

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/galera-aks/galera-aks/lab/host"
)

// A Record is what the region knows of one managed disk.
type Record struct {
	// ID is the disk's ARM id, as the volume's handle gives it.
	ID string `json:"id"`
	// Zone is the zone as the nodes' label spells it, such as "westeurope-1".
	Zone string `json:"zone"`
	// SizeGiB is the disk's size.
	SizeGiB int `json:"sizeGiB"`
	// Image is the file that holds the disk's content.
	Image string `json:"image"`
	// Device is the block device that shows it; empty while the disk is withheld.
	Device string `json:"device"`
}

// Records are the region's disks, a file each in one folder.
type Records struct{ folder string }

// In returns the records kept in a folder.
func In(folder string) Records { return Records{folder: folder} }

// key is the same for every spelling of an ARM id, which Azure compares without regard to case.
func key(id string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(id)))
	return hex.EncodeToString(sum[:8])
}

// Image returns the path for the content of a disk.
func (r Records) Image(id string) string { return filepath.Join(r.folder, key(id)+".img") }

// ErrUnknown is returned for a disk that the region does not have.
var ErrUnknown = errors.New("there is no such managed disk")

// Get returns the record of a disk.
func (r Records) Get(id string) (Record, error) {
	record, err := readRecord(filepath.Join(r.folder, key(id)+".json"))
	if errors.Is(err, fs.ErrNotExist) {
		return Record{}, fmt.Errorf("disk %s: %w", id, ErrUnknown)
	}
	if err != nil {
		return Record{}, fmt.Errorf("disk %s: reading its record: %w", id, err)
	}
	return record, nil
}

// All returns the records of all disks.
func (r Records) All() ([]Record, error) {
	paths, err := filepath.Glob(filepath.Join(r.folder, "*.json"))
	if err != nil {
		return nil, fmt.Errorf("listing the disks: %w", err)
	}
	var all []Record
	for _, path := range paths {
		record, err := readRecord(path)
		if err != nil {
			return nil, fmt.Errorf("disk record %s: %w", filepath.Base(path), err)
		}
		all = append(all, record)
	}
	return all, nil
}

func readRecord(path string) (record Record, err error) {
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, &record)
	}
	return record, err
}

// Put keeps a record, in one step.
func (r Records) Put(record Record) error {
	text, err := json.MarshalIndent(record, "", "  ")
	if err != nil {
		return fmt.Errorf("disk %s: writing its record: %w", record.ID, err)
	}
	if err := host.WriteFile(filepath.Join(r.folder, key(record.ID)+".json"), text, 0o644); err != nil {
		return fmt.Errorf("disk %s: writing its record: %w", record.ID, err)
	}
	return nil
}

// Forget removes a record and the disk's content.
func (r Records) Forget(id string) error {
	for _, end := range []string{".json", ".img", ".img" + asideEnd} {
		if err := os.Remove(filepath.Join(r.folder, key(id)+end)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("disk %s: removing it: %w", id, err)
		}
	}
	return nil
}
