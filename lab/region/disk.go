package region

import (
	"errors"
	"fmt"

	"github.com/galera-aks/galera-aks/lab/azure"
	"github.com/galera-aks/galera-aks/lab/disk"
	"github.com/galera-aks/galera-aks/lab/host"
)

const gibibyte = 1 << 30

// applyDisk makes a managed disk a block device, or grows it while it is in use.
func (r *Region) applyDisk(a azure.Resource) error {
	zones := list(a, "zones")
	if len(zones) != 1 {
		return fmt.Errorf("zones: must be one zone, got %v", zones)
	}
	record := disk.Record{ID: a.ID, Zone: Zone(zones[0]), SizeGiB: number(a, "diskSizeGB"), Image: r.disks().Image(a.ID)}
	if err := host.CreateImage(record.Image, int64(record.SizeGiB)*gibibyte); err != nil {
		return err
	}
	device, err := host.AttachLoop(record.Image)
	if err != nil {
		return err
	}
	if err := host.RefreshLoop(device); err != nil {
		return err
	}
	record.Device = device
	return r.disks().Put(record)
}

// removeDisk destroys a disk with its content, as ARM does when it is asked to.
func (r *Region) removeDisk(a azure.Resource) error {
	record, err := r.disks().Get(a.ID)
	if errors.Is(err, disk.ErrUnknown) {
		return nil
	}
	if err != nil {
		return err
	}
	if record.Device != "" {
		if err := host.DetachLoop(record.Device); err != nil {
			return err
		}
	}
	return r.disks().Forget(a.ID)
}
