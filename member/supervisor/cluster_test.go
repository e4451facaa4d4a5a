package supervisor_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/report"
	"github.com/galera-aks/galera-aks/member/server"
	"github.com/galera-aks/galera-aks/member/serverconfig"
	"github.com/galera-aks/galera-aks/member/state"
	"github.com/galera-aks/galera-aks/member/supervisor"
)

// testPort is where the members under test serve their reports, each at a loopback address of its own.
const testPort = 18080

// cluster is a cluster of members under test.
type cluster struct {
	t       *testing.T
	shared  string
	members []*member
	ctx     context.Context
}

// member is one member under test: a directory that stands for its volume, and the process that stands for its pod.
type member struct {
	t      *testing.T
	facts  memberFacts
	db     *sql.DB
	mu     sync.Mutex
	pod    *exec.Cmd
	exited chan struct{}
}

// networks counts the clusters, each of which has loopback addresses of its own.
var networks atomic.Int32

// newCluster prepares a cluster whose members all have empty disks; none is started. Clusters live side by side, since
// they spend most of their time in the pauses of MariaDB's transfer script.
func newCluster(t *testing.T, size int) *cluster {
	t.Helper()
	requireMariaDB(t)
	t.Parallel()
	network := networks.Add(1)
	root, err := os.MkdirTemp("", "galera") //nolint:usetesting // The path of a Unix socket must be short, and a failed test's logs are kept.
	if err != nil {
		t.Fatal(err)
	}
	c := &cluster{t: t, shared: filepath.Join(root, "shared")}
	ctx, cancel := context.WithCancel(context.Background())
	c.ctx = ctx
	t.Cleanup(func() {
		cancel()
		for _, m := range c.members {
			m.cutPower()
		}
		if t.Failed() {
			t.Logf("the logs are kept in %s", root)
			return
		}
		_ = os.RemoveAll(root)
	})
	check(t, os.MkdirAll(c.shared, 0o700))
	check(t, fileLedger{path: c.shared}.store(storedEntry{Expected: size}))
	var addresses []string
	for ordinal := range size {
		addresses = append(addresses, fmt.Sprintf("127.77.%d.%d", network, ordinal+1))
	}
	for ordinal := range size {
		c.members = append(c.members, newMember(t, root, c.shared, ordinal, addresses))
	}
	return c
}

// given is what each member under test is given.
var given = serverconfig.Given{MemoryBytes: 512 << 20, CPUMillis: 500}

func newMember(t *testing.T, root, shared string, ordinal int, addresses []string) *member {
	t.Helper()
	own := filepath.Join(root, fmt.Sprint("m", ordinal))
	paths := server.Paths{
		Data: own + "/volume/data", Markers: own + "/volume/supervisor", Run: own + "/run",
		Settings: own + "/server.cnf", Online: own + "/online.cnf", Secrets: own + "/secrets", Socket: own + "/run/mariadbd.sock",
	}
	for _, directory := range []string{own + "/volume", own + "/scratch", paths.Run, paths.Secrets} {
		check(t, os.MkdirAll(directory, 0o700))
	}
	for _, key := range []string{contract.SecretApplicationPassword, contract.SecretTransferPassword, contract.SecretRootPassword, contract.SecretPeerKey} {
		check(t, os.WriteFile(filepath.Join(paths.Secrets, key), []byte("of-"+key), 0o600))
	}
	settings, err := serverconfig.Server(given, nil)
	check(t, err)
	check(t, os.WriteFile(paths.Settings, []byte(localPaths(settings, own)), 0o600))
	check(t, os.WriteFile(paths.Online, nil, 0o600))
	name := contract.Member("orders", ordinal)
	m := &member{t: t, facts: memberFacts{Peers: addresses, Shared: shared, Root: own, Config: supervisor.Config{
		Cluster: "orders", Member: name, Ordinal: ordinal, Zone: fmt.Sprint("zone-", ordinal+1), Claim: contract.Claim(name, 1),
		Address: addresses[ordinal], Listen: fmt.Sprintf("%s:%d", addresses[ordinal], testPort), PeerPort: testPort,
		Application: server.Application{Database: "shop", User: "app"}, Paths: paths, Timing: testTiming,
	}}}
	account, err := user.Current()
	check(t, err)
	config := mysql.NewConfig()
	config.User, config.Net, config.Addr, config.DBName = account.Username, "unix", paths.Socket, "shop"
	config.Timeout, config.ReadTimeout, config.Logger = 2*time.Second, 30*time.Second, &mysql.NopLogger{}
	connector, err := mysql.NewConnector(config)
	check(t, err)
	m.db = sql.OpenDB(connector)
	return m
}

// localPaths turns the paths of a container into those below a member's own directory.
func localPaths(text, own string) string {
	return strings.NewReplacer(
		contract.VolumePath, own+"/volume", contract.RunPath, own+"/run",
		// A starting server removes every temporary table that it finds there, those of other servers too.
		"tmpdir = "+contract.ScratchPath+"\n", "tmpdir = "+own+"/scratch\n",
		serverconfig.ServerPath, own+"/server.cnf",
	).Replace(text)
}

// start starts the member's pod.
func (m *member) start() {
	m.t.Helper()
	text, err := json.Marshal(m.facts)
	check(m.t, err)
	log, err := os.OpenFile(m.facts.Root+"/log", os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	check(m.t, err)
	defer log.Close()
	pod := exec.Command(os.Args[0])
	pod.Env = append(os.Environ(), memberVariable+"="+string(text))
	pod.Stdout, pod.Stderr = log, log
	pod.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	check(m.t, pod.Start())
	exited := make(chan struct{})
	go func() { _ = pod.Wait(); close(exited) }()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.pod, m.exited = pod, exited
}

// cutPower kills the supervisor and mariadbd at once.
func (m *member) cutPower() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.pod == nil {
		return
	}
	mariadbd := m.mariadbd()
	_ = m.pod.Process.Kill()
	<-m.exited
	if mariadbd != 0 {
		_ = syscall.Kill(-mariadbd, syscall.SIGKILL)
		for syscall.Kill(mariadbd, 0) == nil {
			time.Sleep(5 * time.Millisecond)
		}
	}
	m.pod = nil
}

// stop ends the pod in good order.
func (m *member) stop() {
	m.t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	check(m.t, m.pod.Process.Signal(syscall.SIGTERM))
	select {
	case <-m.exited:
	case <-time.After(time.Minute):
		m.t.Fatalf("%s did not stop in a minute", m.facts.Config.Member)
	}
	if code := m.pod.ProcessState.ExitCode(); code != 0 {
		m.t.Errorf("%s ended with exit code %d", m.facts.Config.Member, code)
	}
	m.pod = nil
}

// mariadbd returns the process id of the member's mariadbd, 0 if none runs.
func (m *member) mariadbd() int {
	found, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", m.pod.Process.Pid, m.pod.Process.Pid))
	if err != nil {
		return 0
	}
	// Children are listed by the thread that started them.
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", m.pod.Process.Pid))
	for _, task := range tasks {
		more, _ := os.ReadFile(task)
		found = append(append(found, ' '), more...)
	}
	for word := range bytes.FieldsSeq(found) {
		name, _ := os.ReadFile("/proc/" + string(word) + "/comm")
		if strings.TrimSpace(string(name)) == "mariadbd" {
			pid, err := strconv.Atoi(string(word))
			check(m.t, err)
			return pid
		}
	}
	return 0
}

var web = report.NewClient(time.Second)

// report returns the member's report, or an error if it does not answer.
func (m *member) report() (state.Report, error) {
	return web.Ask(context.Background(), m.facts.Config.Listen)
}

func (m *member) ready() bool {
	report, err := m.report()
	return err == nil && report.Ready
}

// log returns everything that the member has printed.
func (m *member) log() string {
	text, err := os.ReadFile(m.facts.Root + "/log")
	check(m.t, err)
	return string(text)
}

// exec runs a statement on the member as root.
func (m *member) exec(statement string, arguments ...any) {
	m.t.Helper()
	_, err := m.db.Exec(statement, arguments...)
	check(m.t, err)
}

// count returns the number of rows that the member has in the table of these tests.
func (m *member) count() int {
	m.t.Helper()
	var n int
	check(m.t, m.db.QueryRow("SELECT COUNT(*) FROM writes").Scan(&n))
	return n
}

func (c *cluster) start() {
	for _, m := range c.members {
		m.start()
	}
}

// allReady waits until every member is ready and sees all the others.
func (c *cluster) allReady(within time.Duration) {
	c.t.Helper()
	c.until(within, "all members are ready", func() error {
		var problems []error
		for _, m := range c.members {
			report, err := m.report()
			switch {
			case err != nil:
				problems = append(problems, fmt.Errorf("%s: %w", m.facts.Config.Member, err))
			case !report.Ready || report.Wsrep.Size != len(c.members):
				problems = append(problems, fmt.Errorf("%s is %s, size %d, waits for %q", report.Member, report.Phase, report.Wsrep.Size, report.WaitsFor))
			}
		}
		return errors.Join(problems...)
	})
}

// until waits for a condition, which says what is missing.
func (c *cluster) until(within time.Duration, what string, missing func() error) {
	c.t.Helper()
	began := time.Now()
	for {
		err := missing()
		if err == nil {
			c.t.Logf("%s after %.1f s", what, time.Since(began).Seconds())
			return
		}
		if time.Since(began) > within {
			c.t.Fatalf("not within %s: %s\n%v", within, what, err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func (c *cluster) record() storedEntry {
	stored, err := fileLedger{path: c.shared}.load()
	check(c.t, err)
	return stored
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// requireMariaDB skips a test where MariaDB is not installed. "make test" installs it.
func requireMariaDB(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("real members take minutes; not in short mode")
	}
	for _, program := range []string{"mariadbd", "mariadb-install-db", "mariadb-backup", "socat", "wsrep_sst_mariabackup"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("SKIPPED, AND NOTHING IS PROVEN: there is no %s. Install mariadb-server, mariadb-backup, galera-4 and socat.", program)
		}
	}
}
