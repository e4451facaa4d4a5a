package writer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"

	"github.com/go-sql-driver/mysql"
	"golang.org/x/sys/unix"
)

// Numbers of the server's errors, as MariaDB's documentation lists them.
const (
	errorLockWait    = 1205
	errorDeadlock    = 1213
	errorNotPrepared = 1047
	errorReadOnly    = 1290
	errorNoTable     = 1146
)

// kind names an error for counting.
func kind(err error) string {
	var answer *mysql.MySQLError
	var network net.Error
	switch {
	case errors.As(err, &answer):
		return fmt.Sprintf("server error %d", answer.Number)
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return "timeout"
	case errors.Is(err, unix.ECONNREFUSED):
		return "refused"
	case errors.Is(err, unix.EHOSTUNREACH), errors.Is(err, unix.ENETUNREACH):
		return "unreachable"
	case errors.Is(err, unix.ECONNRESET), errors.Is(err, unix.EPIPE), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "connection broken"
	}
	return err.Error()
}

// carriedOut tells of a write that was answered with an error whether it may have been carried out all the same. Only
// answers that the server gives to what it has rolled back, or never begun, are sure.
func carriedOut(err error) (maybe bool) {
	var answer *mysql.MySQLError
	if !errors.As(err, &answer) {
		return true
	}
	return !slices.Contains([]uint16{errorLockWait, errorDeadlock, errorNotPrepared, errorReadOnly, errorNoTable}, answer.Number)
}

// goesOn tells whether a connection is worth another write after an error.
func goesOn(err error) bool {
	var answer *mysql.MySQLError
	return errors.As(err, &answer) && (answer.Number == errorDeadlock || answer.Number == errorLockWait)
}

// NoTable tells whether an error says that there is no such table.
func NoTable(err error) bool {
	var answer *mysql.MySQLError
	return errors.As(err, &answer) && answer.Number == errorNoTable
}
