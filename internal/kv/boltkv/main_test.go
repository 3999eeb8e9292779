package boltkv_test

import (
	"fmt"
	"os"
	"os/exec"
	"testing"

	"go.uber.org/goleak"
)

// childEnv makes the test binary another process that uses the store: "<what>" with the file as its
// only argument.
const childEnv = "BOLTKV_TEST_CHILD"

func TestMain(m *testing.M) {
	what := os.Getenv(childEnv)
	if what == "" {
		goleak.VerifyTestMain(m) // after Close no writer is left
		return
	}
	if err := children[what](os.Args[1]); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

var children = map[string]func(path string) error{
	"hold":  childHolds,
	"write": childWrites,
}

// quickEnd spares a process under the race detector the second that it sleeps at its end.
const quickEnd = "GORACE=atexit_sleep_ms=10"

// child is a process to start.
func child(what, path string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], path)
	cmd.Env = append(os.Environ(), quickEnd, childEnv+"="+what)
	cmd.Stderr = os.Stderr
	return cmd
}
