package disk

import (
	"testing"

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
