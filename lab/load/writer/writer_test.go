package writer

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A fakeServer speaks as much of MariaDB's protocol as one who logs in and inserts needs. What it does with a statement is up
// to the test: 0 acknowledges it, -1 breaks the connection without an answer, another number is answered as an error.
type fakeServer struct {
	answer func(statement string) int
}

// start serves until the test ends, and returns how to get there from any address.
func (s fakeServer) start(t *testing.T) Dialer {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go s.serve(c)
		}
	}()
	return func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, listener.Addr().String())
	}
}

func (s fakeServer) serve(c net.Conn) {
	defer c.Close()
	// Protocol 10, version, thread, first part of the salt, capabilities (4.1 protocol, secure authentication), character set,
	// status, more capabilities (plug-ins), length of the salt, reserved, the rest of the salt, the plug-in.
	hello := "\x0a11.8\x00\x01\x00\x00\x0012345678\x00\x00\x82\x21\x02\x00\x08\x00\x15" + strings.Repeat("\x00", 10) +
		"123456789012\x00mysql_native_password\x00"
	if send(c, 0, hello) != nil {
		return
	}
	if _, _, err := receive(c); err != nil {
		return
	}
	if send(c, 2, okPacket) != nil {
		return
	}
	for {
		_, request, err := receive(c)
		if err != nil || request[0] != 3 {
			return
		}
		switch number := s.answer(request[1:]); number {
		case 0:
			err = send(c, 1, okPacket)
		case -1:
			return
		default:
			err = send(c, 1, "\xff"+string(binary.LittleEndian.AppendUint16(nil, uint16(number)))+"#HY000no")
		}
		if err != nil {
			return
		}
	}
}

const okPacket = "\x00\x00\x00\x02\x00\x00\x00"

func send(c net.Conn, sequence byte, payload string) error {
	n := len(payload)
	_, err := c.Write(append([]byte{byte(n), byte(n >> 8), byte(n >> 16), sequence}, payload...))
	return err
}

func receive(c net.Conn) (byte, string, error) {
	head := make([]byte, 4)
	if _, err := io.ReadFull(c, head); err != nil {
		return 0, "", err
	}
	payload := make([]byte, int(head[0])|int(head[1])<<8|int(head[2])<<16)
	_, err := io.ReadFull(c, payload)
	return head[3], string(payload), err
}

// written runs a writer against a server until the server has seen a number of inserts, and returns what the writer noted and
// the ids that the server acknowledged.
func written(t *testing.T, inserts int, connections int, dial func(Dialer) Dialer, answer func(id int64) int) (History, map[int64]bool) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var lock sync.Mutex
	acknowledged, seen := map[int64]bool{}, 0
	server := fakeServer{answer: func(statement string) int {
		var id int64
		if _, err := fmt.Sscanf(statement, "INSERT INTO lab_load VALUES (%d,", &id); err != nil {
			return 0
		}
		lock.Lock()
		defer lock.Unlock()
		if seen++; seen >= inserts {
			stop()
		}
		result := answer(id)
		if result == 0 {
			acknowledged[id] = true
		}
		return result
	}}
	path := filepath.Join(t.TempDir(), JournalFile)
	j, err := openJournal(path)
	if err != nil {
		t.Fatal(err)
	}
	w := &writer{
		order: Order{Table: "lab_load", Interval: time.Millisecond, Connections: connections, Create: true, Target: Target{Address: "db:3306"}},
		dial:  dial(server.start(t)), journal: j,
	}
	if err := w.run(ctx); err != nil {
		t.Fatal(err)
	}
	h, err := ReadHistory(path)
	if err != nil {
		t.Fatal(err)
	}
	return h, acknowledged
}

func direct(d Dialer) Dialer { return d }

func TestWriterNotesWhatWasAcknowledgedAndNothingElse(t *testing.T) {
	h, acknowledged := written(t, 60, 3, direct, func(id int64) int {
		switch id % 10 {
		case 3:
			return -1
		case 5:
			return errorDeadlock
		case 7:
			return errorNotPrepared
		}
		return 0
	})
	if len(h.IDs) != len(acknowledged) {
		t.Errorf("%d noted, %d acknowledged", len(h.IDs), len(acknowledged))
	}
	for _, id := range h.IDs {
		if !acknowledged[id] {
			t.Errorf("%d was noted and not acknowledged", id)
		}
	}
	if broken := h.Errors["write: connection broken"]; broken == 0 || h.Unknown != broken {
		t.Errorf("%d unknown, errors %v: each broken connection leaves one write unknown, and nothing else does", h.Unknown, h.Errors)
	}
	for _, kind := range []string{"write: server error 1213", "write: server error 1047"} {
		if h.Errors[kind] == 0 {
			t.Errorf("no %q in %v", kind, h.Errors)
		}
	}
	if !h.Ended {
		t.Error("the end was not noted")
	}
}

func TestWriterConnectsAgain(t *testing.T) {
	var lock sync.Mutex
	failures := 5
	h, acknowledged := written(t, 5, 1, func(d Dialer) Dialer {
		return func(ctx context.Context, network, address string) (net.Conn, error) {
			lock.Lock()
			defer lock.Unlock()
			if failures--; failures >= 0 {
				return nil, unix.ECONNREFUSED
			}
			return d(ctx, network, address)
		}
	}, func(int64) int { return 0 })
	if len(acknowledged) != 5 || h.Errors["connect: refused"] != 5 {
		t.Errorf("%d acknowledged, errors %v", len(acknowledged), h.Errors)
	}
}
