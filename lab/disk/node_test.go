package disk

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

const id = "/subscriptions/0/resourceGroups/data/providers/Microsoft.Compute/disks/orders-0-g1"

func stage(t *testing.T, records Records, id string) error {
	t.Helper()
	n := &node{name: "aks-db1-vmss000000", zone: "westeurope-1", records: records}
	_, err := n.NodeStageVolume(t.Context(), &csi.NodeStageVolumeRequest{VolumeId: id, StagingTargetPath: t.TempDir()})
	return err
}

func TestStageRefuses(t *testing.T) {
	records := In(t.TempDir())
	for _, record := range []Record{
		{ID: id + "-elsewhere", Zone: "westeurope-2", Device: "/dev/null"},
		{ID: id + "-withheld", Zone: "westeurope-1"},
	} {
		if err := records.Put(record); err != nil {
			t.Fatal(err)
		}
	}
	for suffix, want := range map[string]codes.Code{
		"-unknown":   codes.NotFound,
		"-elsewhere": codes.FailedPrecondition,
		"-withheld":  codes.Unavailable,
	} {
		if got := status.Code(stage(t, records, id+suffix)); got != want {
			t.Errorf("staging %s: code %v, want %v", suffix, got, want)
		}
	}
}

func TestRecordsIgnoreCase(t *testing.T) {
	records := In(t.TempDir())
	if err := records.Put(Record{ID: id, Zone: "westeurope-1", SizeGiB: 2}); err != nil {
		t.Fatal(err)
	}
	got, err := records.Get("/SUBSCRIPTIONS/0/resourcegroups/DATA/providers/microsoft.compute/disks/orders-0-g1")
	if err != nil || got.SizeGiB != 2 {
		t.Errorf("got %+v, %v; want the disk under another spelling of its id", got, err)
	}
}

// A disk that is given back while kubelet's call waits is used in that very call. The device is none, so that what follows
// fails in another way than for want of a disk.
func TestStageWaitsForAWithheldDisk(t *testing.T) {
	records := In(t.TempDir())
	record := Record{ID: id, Zone: "westeurope-1"}
	if err := records.Put(record); err != nil {
		t.Fatal(err)
	}
	n := &node{zone: record.Zone, records: records, patience: time.Minute}
	result := make(chan error, 1)
	go func() {
		device, err := n.awaitDevice(t.Context(), id)
		if err == nil && device != "/dev/null" {
			err = fmt.Errorf("got device %q", device)
		}
		result <- err
	}()
	record.Device = "/dev/null"
	if err := records.Put(record); err != nil {
		t.Fatal(err)
	}
	if err := <-result; err != nil {
		t.Error(err)
	}
}

func TestContentIsSetAsideAndBroughtBack(t *testing.T) {
	record := Record{ID: id, Image: filepath.Join(t.TempDir(), "a.img")}
	if err := record.BringBack(); err == nil {
		t.Error("a disk that never had other content brought some back")
	}
	write := func(content string) {
		t.Helper()
		if err := os.WriteFile(record.Image, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	expect := func(want string) {
		t.Helper()
		if got, err := os.ReadFile(record.Image); err != nil || string(got) != want {
			t.Errorf("the disk holds %q, %v; want %q", got, err, want)
		}
	}
	write("first")
	if err := record.SetAside(); err != nil {
		t.Fatal(err)
	}
	write("second")
	for _, want := range []string{"first", "second"} {
		if err := record.BringBack(); err != nil {
			t.Fatal(err)
		}
		expect(want)
	}
}
