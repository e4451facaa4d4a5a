package bench

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"

	"github.com/galera-aks/galera-aks/lab/host"
	"golang.org/x/sys/unix"
)

// A Machine is what figures were measured on.
type Machine struct {
	// CPU is the processor's model, Cores how many there are, MemoryGiB the memory, Kernel the kernel's release.
	CPU       string  `json:"cpu"`
	Cores     int     `json:"cores"`
	MemoryGiB float64 `json:"memoryGiB"`
	Kernel    string  `json:"kernel"`
}

func (m Machine) String() string {
	return fmt.Sprintf("%s, %d cores, %.0f GiB of memory, Linux %s", m.CPU, m.Cores, m.MemoryGiB, m.Kernel)
}

// ThisMachine describes the machine that this program runs on.
func ThisMachine() (Machine, error) {
	var memory unix.Sysinfo_t
	if err := unix.Sysinfo(&memory); err != nil {
		return Machine{}, fmt.Errorf("asking for the machine's memory: %w", err)
	}
	var name unix.Utsname
	if err := unix.Uname(&name); err != nil {
		return Machine{}, fmt.Errorf("asking for the kernel's release: %w", err)
	}
	processors, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return Machine{}, fmt.Errorf("asking for the processor's model: %w", err)
	}
	return Machine{
		CPU:       modelOf(string(processors)),
		Cores:     runtime.NumCPU(),
		MemoryGiB: float64(memory.Totalram) * float64(memory.Unit) / (1 << 30),
		Kernel:    unix.ByteSliceToString(name.Release[:]),
	}, nil
}

// modelOf takes the processor's model out of the content of /proc/cpuinfo. ARM's has none.
func modelOf(cpuinfo string) string {
	model := runtime.GOARCH
	var numbers []string
	for line := range strings.Lines(cpuinfo) {
		key, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch strings.TrimSpace(key) {
		case "model name":
			model = value
		case "cpu family", "model":
			numbers = append(numbers, strings.TrimSpace(key)+" "+value)
		case "":
			// The first processor's description is over. A virtual one's name says little without the numbers.
			if len(numbers) > 0 {
				return model + " (" + strings.Join(numbers, ", ") + ")"
			}
		}
	}
	return model
}

// Commit names the state of the repository.
func Commit(ctx context.Context, repository string) string {
	out, err := host.Run(ctx, host.Command{Args: []string{"git", "-C", repository, "describe", "--always", "--dirty", "--exclude", "*"}})
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(out)
}
