package supervisor_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/galera-aks/galera-aks/member/peers"
	"github.com/galera-aks/galera-aks/member/serverconfig"
	"github.com/galera-aks/galera-aks/member/supervisor"
)

// memberVariable makes the test binary run one member's supervisor instead of the tests, so that a test can kill it
// as a power failure would.
const memberVariable = "GALERA_MEMBER_UNDER_TEST"

func TestMain(m *testing.M) {
	if text := os.Getenv(memberVariable); text != "" {
		if err := runMember(text); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// memberFacts are what a member under test is told.
type memberFacts struct {
	Config supervisor.Config
	Peers  []string
	// Shared is the directory that stands in for the API server.
	Shared string
	// Root is the member's own directory.
	Root string
}

func runMember(text string) error {
	var facts memberFacts
	if err := json.Unmarshal([]byte(text), &facts); err != nil {
		return err
	}
	s, err := supervisor.New(facts.Config, supervisor.Parts{
		Ledger:        fileLedger{path: facts.Shared},
		Roles:         fileRoles{path: facts.Shared},
		Events:        fileEvents{path: facts.Root},
		Finder:        peers.Static(facts.Peers),
		Render:        facts.render,
		Log:           slog.New(slog.NewTextHandler(os.Stdout, nil)),
		ServerLog:     os.Stdout,
		DieWithParent: true,
	})
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	return s.Run(ctx)
}

// render is the real rendering with what several members on one machine cannot share told apart.
func (m memberFacts) render(facts serverconfig.MemberFacts) (string, error) {
	// As on a small disk: Galera reads its whole cache of write sets when it starts, and the cache grows with the disk.
	facts.FileSystemBytes = 2 << 30
	text, err := serverconfig.Member(facts)
	if err != nil {
		return "", err
	}
	text = localPaths(text, m.Root)
	separate := fmt.Sprintf("gmcast.listen_addr=tcp://%s:4567;ist.recv_addr=%s:4568;", facts.Address, facts.Address)
	text = strings.Replace(text, `wsrep_provider_options = "`, `wsrep_provider_options = "`+separate, 1)
	// The transfer script listens on every address, so that each member needs a port of its own.
	var network, host int
	_, _ = fmt.Sscanf(facts.Address, "127.77.%d.%d", &network, &host)
	text += fmt.Sprintf("bind_address = %s\nwsrep_sst_receive_address = %s:%d\n", facts.Address, facts.Address, 4444+10*network+host)
	if os.Geteuid() == 0 {
		text += "user = root\n"
	}
	return text, nil
}

// testTiming is quicker than the defaults where waiting would prove nothing.
var testTiming = supervisor.Timing{
	Status: 200 * time.Millisecond, Decide: 200 * time.Millisecond, Ledger: time.Second,
	Overlap: time.Second, Settle: 500 * time.Millisecond, Backoff: 2 * time.Second,
	Halted: 4 * time.Second, Frozen: 20 * time.Second, Stall: 15 * time.Second, Linger: 2 * time.Second,
}
