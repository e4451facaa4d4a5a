package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// SetAside moves the data directory to a sibling on the same volume that is named by the time, and makes a new, empty
// one in its place. Nothing in it is changed or thrown away, ever: a person looks through it and deletes it. It returns
// the new path. Call it only while mariadbd does not run.
func SetAside(data string, now time.Time) (string, error) {
	aside := fmt.Sprintf("%s-aside-%s", data, now.UTC().Format("20060102T150405Z"))
	if exists(aside) {
		return "", fmt.Errorf("setting the data aside: %s is there already", aside)
	}
	if err := os.Rename(data, aside); err != nil {
		return "", fmt.Errorf("setting the data aside: %w", err)
	}
	if err := os.Mkdir(data, 0o700); err != nil {
		return "", fmt.Errorf("making a new data directory: %w", err)
	}
	return aside, SyncDirectory(filepath.Dir(data))
}

// Used returns how many bytes the files of a directory hold together. Those that come and go meanwhile may be missing.
func Used(root string) (int64, error) {
	var used int64
	err := filepath.WalkDir(root, func(_ string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil && info.Mode().IsRegular() {
			used += info.Size()
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("measuring %s: %w", root, err)
	}
	return used, nil
}

// Free returns how many bytes are free on the volume that a path is on.
func Free(path string) (int64, error) {
	var stat syscall.Statfs_t
	if err := syscall.Statfs(path, &stat); err != nil {
		return 0, fmt.Errorf("asking for the room on the volume at %s: %w", path, err)
	}
	return int64(stat.Bavail) * stat.Bsize, nil
}
