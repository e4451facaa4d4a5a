package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Files that Galera and its transfer scripts keep in the data directory.
const (
	grastateFile = "grastate.dat"
	gvwstateFile = "gvwstate.dat"
	cacheFile    = "galera.cache"
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

// SyncTree makes the content and the names of everything below a directory durable.
func SyncTree(root string) error {
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("looking through %s: %w", root, err)
		}
		if entry.IsDir() {
			return SyncDirectory(path)
		}
		if !entry.Type().IsRegular() {
			return nil
		}
		file, err := os.Open(path)
		if err != nil {
			return fmt.Errorf("making %s durable: %w", path, err)
		}
		defer file.Close()
		if err := file.Sync(); err != nil {
			return fmt.Errorf("making %s durable: %w", path, err)
		}
		return nil
	})
}

// ForgetWriteSets removes the write sets that Galera has kept in the data directory for others to catch up with. Call it
// only while mariadbd does not run.
func ForgetWriteSets(data string) error {
	if err := os.Remove(join(data, cacheFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing the write sets that were kept: %w", err)
	}
	return nil
}

// ForgetTransfer removes what an earlier, unfinished state transfer left in the data directory: the marks that it is
// under way, for which the transfer script would wait, and the last view, which is worth nothing without data. Call it
// only while mariadbd does not run, and after Markers.BeginTransfer.
func ForgetTransfer(data string) error {
	for _, name := range []string{transferFile, "wsrep_sst.pid", gvwstateFile} {
		if err := os.Remove(join(data, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("removing what the last state transfer left: %w", err)
		}
	}
	return nil
}
