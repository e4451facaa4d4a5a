package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

const gibibyte = 1 << 30

// Bytes is the disk's size in bytes.
func (r Record) Bytes() int64 { return int64(r.SizeGiB) * gibibyte }

// aside is where the content goes that a disk had before it got another.
func (r Record) aside() string { return r.Image + asideEnd }

const asideEnd = ".old"

// Files are where a disk's content may be that somebody has mounted: the disk's own, and the one that was set aside since.
func (r Record) Files() []string { return []string{r.Image, r.aside()} }

// SetAside takes a disk's content away and keeps it, in place of what was kept before. The disk has no content then; whoever
// has it mounted keeps what is mounted.
func (r Record) SetAside() error {
	if err := os.Rename(r.Image, r.aside()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("disk %s: setting its content aside: %w", r.ID, err)
	}
	return nil
}

// BringBack exchanges a disk's content with what was set aside.
func (r Record) BringBack() error {
	meanwhile := r.Image + ".new"
	if err := os.Rename(r.aside(), meanwhile); err != nil {
		return fmt.Errorf("disk %s: it had no other content before: %w", r.ID, err)
	}
	if err := r.SetAside(); err != nil {
		return err
	}
	if err := os.Rename(meanwhile, r.Image); err != nil {
		return fmt.Errorf("disk %s: bringing its content back: %w", r.ID, err)
	}
	return nil
}
