//go:build !failpoints

// Package failpoint lets the crash tests end the process at a named place. In the program that people
// run it is nothing: Hit is an empty function. Built with the tag failpoints, the process dies as by
// kill -9 when it comes to the place that LOAXOM_FAILPOINT names for the n-th time ("outbox.sent:17").
//
// The places are listed in Names, so that a test can go through them all.
package failpoint

// Hit is a place at which the process may be made to die.
func Hit(string) {}
