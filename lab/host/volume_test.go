package host

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// mounted makes a file system in a file and mounts it.
func mounted(t *testing.T, kind string) (device, point string) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("needs root")
	}
	if _, err := Find("mkfs." + kind); err != nil {
		t.Skip("needs mkfs." + kind)
	}
	folder := t.TempDir()
	t.Cleanup(func() {
		if err := unmountBelow(folder); err != nil {
			t.Error(err)
		}
		if err := detachLoops(folder); err != nil {
			t.Error(err)
		}
	})
	image, point := filepath.Join(folder, "disk.img"), filepath.Join(folder, "mnt")
	const size = 320 << 20 // xfs makes nothing smaller than 300 MiB
	if err := CreateImage(image, size); err != nil {
		t.Fatal(err)
	}
	device, err := AttachLoop(image)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Run(within(t, time.Minute), Command{Args: []string{"mkfs." + kind, "-q", device}}); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(point, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount(device, point, kind, 0, ""); err != nil {
		t.Fatal(err)
	}
	return device, point
}

func save(t *testing.T, path string, flush bool) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteString(path); err != nil {
		t.Fatal(err)
	}
	if !flush {
		return
	}
	if err := file.Sync(); err != nil {
		t.Fatal(err)
	}
}

func TestShutDownLosesWhatWasNotFlushedAndNothingElse(t *testing.T) {
	for _, kind := range []string{"xfs", "ext4"} {
		t.Run(kind, func(t *testing.T) {
			device, point := mounted(t, kind)
			flushed, lost := filepath.Join(point, "flushed"), filepath.Join(point, "lost")
			save(t, flushed, true)
			save(t, lost, false)
			volumes, err := VolumesOf(os.Getpid(), filepath.Dir(point))
			if err != nil || len(volumes) != 1 || volumes[device] == "" {
				t.Fatalf("got volumes %v, %v; want the one on %s", volumes, err, device)
			}
			for range 2 { // what is down already can be shut down again
				if err := ShutDown(volumes[device]); err != nil {
					t.Fatal(err)
				}
			}
			if used, err := InUse(device); err != nil || !used {
				t.Errorf("mounted: in use %v, %v", used, err)
			}
			if err := unix.Unmount(point, 0); err != nil {
				t.Fatal(err)
			}
			if err := AwaitUnused(within(t, time.Minute), device); err != nil {
				t.Fatal(err)
			}
			if err := unix.Mount(device, point, kind, 0, ""); err != nil {
				t.Fatal(err)
			}
			if content := read(t, flushed); content != flushed {
				t.Errorf("the flushed file holds %q", content)
			}
			if content, err := os.ReadFile(lost); err == nil && len(content) > 0 {
				t.Errorf("the file that was not flushed holds %q", content)
			}
		})
	}
}

func TestFrozenFileSystemMakesWritersWait(t *testing.T) {
	_, point := mounted(t, "ext4")
	thaw, err := FreezeFileSystem(point)
	if err != nil {
		t.Fatal(err)
	}
	written := make(chan error, 1)
	go func() { written <- os.WriteFile(filepath.Join(point, "late"), nil, 0o600) }()
	const moment = 200 * time.Millisecond // the write that must not happen would take much less
	select {
	case err := <-written:
		t.Errorf("the write was done while the file system was frozen: %v", err)
		thaw()
	case <-time.After(moment):
		thaw()
		if err := <-written; err != nil {
			t.Error(err)
		}
	}
}

func TestExclusiveIsHeldByOneAtATime(t *testing.T) {
	region, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	release, err := region.Exclusive(t.Context(), "thing")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := region.Exclusive(within(t, 100*time.Millisecond), "thing"); err == nil {
		t.Error("two hold the same lock")
	}
	other, err := region.Exclusive(t.Context(), "other")
	if err != nil {
		t.Fatal(err)
	}
	other()
	next := make(chan error, 1)
	go func() {
		again, err := region.Exclusive(within(t, time.Minute), "thing")
		if err == nil {
			again()
		}
		next <- err
	}()
	release()
	if err := <-next; err != nil {
		t.Error(err)
	}
}

func TestLimitIsSetAndTakenAway(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs root")
	}
	namespace := NamespacePrefix + "limit-test"
	if err := CreateNamespace(namespace); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = DeleteNamespace(namespace) })
	network, err := OpenNetwork(NamespacePath(namespace))
	if err != nil {
		t.Fatal(err)
	}
	defer network.Close()
	for _, rate := range []int64{16_000, 10_000_000, 0, 0} {
		if err := network.Limit("lo", rate); err != nil {
			t.Fatalf("limiting to %d: %v", rate, err)
		}
		queues, err := network.handle.QdiscList(nil)
		if err != nil {
			t.Fatal(err)
		}
		limited := slices.ContainsFunc(queues, func(q netlink.Qdisc) bool { return q.Type() == "tbf" })
		if limited != (rate > 0) {
			t.Errorf("rate %d: limited %v", rate, limited)
		}
	}
}
