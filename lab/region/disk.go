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
	record := disk.Record{ID: a.ID, Zone: Zone(zones[0]), SizeGiB: number(a, "diskSizeGB"), Image: r.Disks().Image(a.ID)}
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
	return r.Disks().Put(record)
}

// removeDisk destroys a disk with its content, as ARM does when it is asked to.
func (r *Region) removeDisk(a azure.Resource) error {
	record, err := r.Disks().Get(a.ID)
	if errors.Is(err, disk.ErrUnknown) {
		return nil
	}
	if err != nil {
		return err
	}
	devices, err := host.LoopDevices(record.Image)
	if err != nil {
		return err
	}
	for _, d := range devices {
		if err := host.DetachLoop(d.Device); err != nil {
			return err
		}
	}
	return r.Disks().Forget(a.ID)
}
