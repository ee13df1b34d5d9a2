// Command kine serves etcd's API from a database of SQLite, for an API server that stores in it. Everything it keeps is
// gone when it ends.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	_ "github.com/k3s-io/kine/pkg/drivers/sqlite" // registers itself
	"github.com/k3s-io/kine/pkg/endpoint"
	"github.com/sirupsen/logrus"
)

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "kine:", err)
		os.Exit(1)
	}
}

// run serves until the context ends. The numbers are the defaults of kine's own command (pkg/app/app.go).
func run(ctx context.Context) error {
	logrus.SetOutput(io.Discard)
	dir, err := os.MkdirTemp("", "cci-kine-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	var running sync.WaitGroup
	serving, err := endpoint.Listen(ctx, endpoint.Config{
		WaitGroup:           &running,
		Listener:            "tcp://127.0.0.1:0",
		Endpoint:            "sqlite://" + filepath.Join(dir, "state.db") + "?_journal=WAL&cache=shared&_busy_timeout=30000&_txlock=immediate",
		NotifyInterval:      5 * time.Second,
		EmulatedETCDVersion: "3.5.13",
		CompactInterval:     5 * time.Minute,
		CompactTimeout:      5 * time.Second,
		CompactMinRetain:    1000,
		CompactBatchSize:    1000,
		PollBatchSize:       500,
	})
	if err != nil {
		return err
	}
	fmt.Printf("listening %s\n", serving.Endpoints[0])
	<-ctx.Done()
	running.Wait()
	return nil
}
