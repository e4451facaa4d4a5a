package kinds

import (
	"errors"
	"testing"
)

func TestProblems(t *testing.T) {
	for name, c := range map[string]struct {
		kind            Kind
		size, iops, mbs int
		want            string
	}{
		"small, free performance":    {PremiumV2, 4, 3000, 125, ""},
		"as much as the size allows": {PremiumV2, 100, 50000, 2000, ""},
		"too many operations for the size": {PremiumV2, 10, 5001, 125,
			"storage.iops: must be from 3000 to 5000 operations a second for its size, got 5001"},
		"too much throughput for the operations": {PremiumV2, 10, 3000, 751,
			"storage.throughputMBps: must be from 125 to 750 MB a second for its operations, got 751"},
		"too large":  {PremiumV2, 65537, 3000, 125, "storage.sizeGiB: must be from 1 to 65536 GiB, got 65537"},
		"older kind": {Premium, 128, 0, 0, ""},
		"older kind with performance": {Premium, 128, 3000, 0,
			"storage.iops: must not be set for Premium_LRS, whose performance follows from its size, got 3000"},
		"no size": {StandardSSD, 0, 0, 0, "storage.sizeGiB: must be from 1 to 32767 GiB, got 0"},
	} {
		t.Run(name, func(t *testing.T) {
			got := ""
			if err := errors.Join(Problems("storage", c.kind, c.size, c.iops, c.mbs)...); err != nil {
				got = err.Error()
			}
			if got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestKinds(t *testing.T) {
	for _, k := range Kinds() {
		if err := k.Validate(); err != nil {
			t.Error(err)
		}
	}
	if Kind("UltraSSD_LRS").Validate() == nil {
		t.Error("an unknown kind must be refused")
	}
}
