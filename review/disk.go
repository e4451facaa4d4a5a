package review

import (
	"path"

	corev1 "k8s.io/api/core/v1"
)

// Disk is what a member's data is kept on, at one side of the update.
type Disk struct {
	// Claim is the name of the claim, which is another one for each disk that the member has had.
	Claim string
	// SizeGiB is the size in GiB; 0 where it is not known.
	SizeGiB int
	// FileSystem is what the disk is formatted with; empty where the storage class decides.
	FileSystem string
	// Name is the managed disk's; empty where the storage class provisions it.
	Name string
	// SKU, IOPS and MBps are the managed disk's kind and performance, where known.
	SKU        string
	IOPS, MBps int
	// Protected tells that the engine refuses to remove the disk, Retained that it leaves the disk alone when the program no
	// longer names it.
	Protected, Retained bool
}

// disk returns what a claim leads to.
func (w world) disk(namespace, claim string) Disk {
	d := Disk{Claim: claim}
	if r := w.find(typeClaim, namespace, claim); r != nil {
		if c, known := object[corev1.PersistentVolumeClaim](r); known {
			d.SizeGiB = int(c.Spec.Resources.Requests.Storage().Value() >> 30)
		}
	}
	// A volume that the program makes itself is called as its claim is.
	if r := w.find(typeVolume, "", claim); r != nil {
		if volume, known := object[corev1.PersistentVolume](r); known && volume.Spec.CSI != nil {
			d.FileSystem = volume.Spec.CSI.FSType
			if handle := volume.Spec.CSI.VolumeHandle; handle != placeholder {
				d.Name = path.Base(handle)
				w.managed(&d)
			}
		}
	}
	return d
}

// managedDisk is a disk as Azure is asked for it.
type managedDisk struct {
	Name    string  `json:"diskName"`
	SizeGiB int     `json:"diskSizeGB"`
	IOPS    float64 `json:"diskIOPSReadWrite"`
	MBps    float64 `json:"diskMBpsReadWrite"`
	SKU     struct {
		Name string `json:"name"`
	} `json:"sku"`
}

// managed takes over what Azure is asked for.
func (w world) managed(d *Disk) {
	for _, r := range w.of(typeDisk) {
		asked, known := object[managedDisk](r)
		if !known || asked.Name != d.Name {
			continue
		}
		d.SKU, d.IOPS, d.MBps = asked.SKU.Name, int(asked.IOPS), int(asked.MBps)
		d.Protected, d.Retained = r.Protect, r.RetainOnDelete
	}
}
