package faults

import (
	"context"
	"errors"
	"fmt"

	"github.com/galera-aks/galera-aks/lab/disk"
	"github.com/galera-aks/galera-aks/lab/host"
	"github.com/galera-aks/galera-aks/lab/region"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// When says when a change of a disk takes effect.
type When bool

const (
	// AtNextStart is when the disk is next mounted: after its node was without power, or its pod was deleted.
	AtNextStart When = false
	// Now takes the disk from under the running member: its file system fails, unflushed writes are lost, the processes are
	// killed and the pod is replaced by one that gets the changed disk.
	Now When = true
)

// DetachDisk withholds a member's disk: nobody can mount it until AttachDisk gives it back. A pod that needs it waits.
func DetachDisk(ctx context.Context, r *region.Region, member string, when When) error {
	return changeDisk(ctx, r, member, when, func(record disk.Record) (disk.Record, error) {
		record.Device = ""
		return record, nil
	})
}

// AttachDisk gives a withheld disk back.
func AttachDisk(ctx context.Context, r *region.Region, member string) error {
	return changeDisk(ctx, r, member, AtNextStart, attached)
}

func attached(record disk.Record) (disk.Record, error) {
	device, err := host.AttachLoop(record.Image)
	record.Device = device
	return record, err
}

// WipeDisk puts an empty disk of the same size in the place of a member's. The content so far is set aside, for SwapDisk.
func WipeDisk(ctx context.Context, r *region.Region, member string, when When) error {
	return changeDisk(ctx, r, member, when, func(record disk.Record) (disk.Record, error) {
		return exchange(record, func(record disk.Record) error { return record.SetAside() })
	})
}

// SwapDisk gives a member a disk with another one's content: a copy of what is on the disk of another member, of whichever
// database, at this moment; or where other is empty, what WipeDisk or SwapDisk has last taken from this member. The content
// so far is set aside in turn. While a mounted disk is copied its owner cannot write.
func SwapDisk(ctx context.Context, r *region.Region, member, other string, when When) error {
	if other == "" {
		return changeDisk(ctx, r, member, when, func(record disk.Record) (disk.Record, error) {
			return exchange(record, bringBack)
		})
	}
	source, err := diskOf(ctx, r, other)
	if err != nil {
		return err
	}
	return changeDisk(ctx, r, member, when, func(record disk.Record) (disk.Record, error) {
		if source.ID == record.ID {
			return record, fmt.Errorf("disk: must be given another member's content, got %s for itself", member)
		}
		return exchange(record, func(record disk.Record) error {
			if err := record.SetAside(); err != nil {
				return err
			}
			return copyContent(ctx, r, source, record)
		})
	})
}

// bringBack exchanges a disk's content with what was set aside, unless the member still runs on that.
func bringBack(record disk.Record) error {
	for _, file := range record.Files()[1:] {
		devices, err := host.LoopDevices(file)
		if err != nil {
			return err
		}
		if len(devices) > 0 {
			return errors.New("the member still runs on the content that would come back; restart it first, or say --now")
		}
	}
	return record.BringBack()
}

// exchange changes the content behind a disk. A loop device is bound to a file, so that the disk gets another one, unless it
// is withheld.
func exchange(record disk.Record, change func(disk.Record) error) (disk.Record, error) {
	withheld := record.Device == ""
	devices, err := host.LoopDevices(record.Image)
	if err != nil {
		return record, err
	}
	for _, d := range devices {
		if err := host.DetachLoop(d.Device); err != nil {
			return record, err
		}
	}
	if err := change(record); err != nil {
		return record, err
	}
	if err := host.CreateImage(record.Image, record.Bytes()); err != nil {
		return record, err
	}
	if withheld {
		return record, nil
	}
	return attached(record)
}

// copyContent copies one disk to another, as if it had stopped at one moment.
func copyContent(ctx context.Context, r *region.Region, from, to disk.Record) error {
	at, mounted, err := mountOf(r, from)
	if err != nil {
		return err
	}
	if mounted {
		thaw, err := host.FreezeFileSystem(at)
		if err != nil {
			return err
		}
		defer thaw()
	}
	_, err = host.Run(ctx, host.Command{Args: []string{"cp", "--reflink=auto", "--sparse=always", from.Image, to.Image}})
	return err
}

// changeDisk changes what the region knows of a member's disk.
func changeDisk(ctx context.Context, r *region.Region, member string, when When, change func(disk.Record) (disk.Record, error)) error {
	release, err := r.Host().Exclusive(ctx, "disks")
	if err != nil {
		return err
	}
	defer release()
	record, err := diskOf(ctx, r, member)
	if err != nil {
		return err
	}
	replace := func() error {
		changed, err := change(record)
		if err != nil {
			return fmt.Errorf("the disk of %s: %w", member, err)
		}
		return r.Disks().Put(changed)
	}
	at, mounted, err := mountOf(r, record)
	if err != nil {
		return err
	}
	if when == Now && mounted {
		return vacated(ctx, r, member, record, at, replace)
	}
	return replace()
}

// diskOf finds the disk that a member's claim is bound to.
func diskOf(ctx context.Context, r *region.Region, member string) (disk.Record, error) {
	client, set, err := memberSet(ctx, r, member)
	if err != nil {
		return disk.Record{}, err
	}
	for _, volume := range set.Spec.Template.Spec.Volumes {
		if volume.PersistentVolumeClaim == nil {
			continue
		}
		claim, err := client.CoreV1().PersistentVolumeClaims(set.Namespace).Get(ctx, volume.PersistentVolumeClaim.ClaimName, metav1.GetOptions{})
		if err != nil {
			return disk.Record{}, fmt.Errorf("reading the claim of %s: %w", member, err)
		}
		bound, err := client.CoreV1().PersistentVolumes().Get(ctx, claim.Spec.VolumeName, metav1.GetOptions{})
		if err != nil {
			return disk.Record{}, fmt.Errorf("reading the volume of %s: %w", member, err)
		}
		if bound.Spec.CSI != nil {
			return r.Disks().Get(bound.Spec.CSI.VolumeHandle)
		}
	}
	return disk.Record{}, fmt.Errorf("member %s: it has no managed disk", member)
}
