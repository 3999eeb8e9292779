package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// serveOps serves /healthz and /metrics to the operator until ctx ends.
func (a *App) serveOps(ctx context.Context) error {
	if a.cfg.Ops.Listen == "" {
		<-ctx.Done()
		return nil
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", a.cfg.Ops.Listen)
	if err != nil {
		return fmt.Errorf("ops.listen = %s: %w; write another address, or \"\" for none", a.cfg.Ops.Listen, err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", a.healthz)
	mux.Handle("GET /metrics", promhttp.HandlerFor(a.metrics(), promhttp.HandlerOpts{}))
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, MaxHeaderBytes: 8 << 10}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(listener) }()
	a.w.Log.Info("ops", "address", listener.Addr().String())
	select {
	case <-ctx.Done():
	case err := <-failed:
		return err
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if err := srv.Shutdown(stop); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return srv.Close()
}
