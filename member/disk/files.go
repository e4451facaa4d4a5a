package disk

import (
	"fmt"
	"os"
	"path/filepath"
)

// Files that Galera and its transfer scripts keep in the data directory.
const (
	grastateFile = "grastate.dat"
	gvwstateFile = "gvwstate.dat"
	// transferFile is there while a joiner's script receives a full state transfer.
	transferFile = "sst_in_progress"
)

func join(parts ...string) string { return filepath.Join(parts...) }

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// writeDurably replaces a file so that after a power loss either the old or the new content is there.
func writeDurably(path string, content []byte) error {
	temporary := path + ".new"
	file, err := os.OpenFile(temporary, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err == nil {
		err = file.Sync()
	}
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", temporary, err)
	}
	if err := os.Rename(temporary, path); err != nil {
		return err
	}
	return SyncDirectory(filepath.Dir(path))
}

// SyncDirectory makes the names in a directory durable.
func SyncDirectory(path string) error {
	directory, err := os.Open(path)
	if err != nil {
		return err
	}
	defer directory.Close()
	if err := directory.Sync(); err != nil {
		return fmt.Errorf("making the names in %s durable: %w", path, err)
	}
	return nil
}
