package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"loaxom/internal/kv/boltkv"
)

// version is set by release builds: -ldflags "-X main.version=1.2.3".
var version = "devel"

// programVersion is version, with the commit it was built from where it is no release.
func programVersion() string {
	v := version
	if info, ok := debug.ReadBuildInfo(); ok && v == "devel" {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				v += "-" + s.Value[:min(12, len(s.Value))]
			}
		}
	}
	return v
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print version, Go version and store schema", Args: noArgs,
		Example: "  loaxom version",
		RunE: func(cmd *cobra.Command, _ []string) error {
			fmt.Fprintf(cmd.OutOrStdout(), "loaxom %s\ngo %s %s/%s\nstore schema %d\n", programVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH, boltkv.Schema)
			return nil
		},
	}
}
