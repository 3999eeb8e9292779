package config

import (
	"fmt"
	"os"
	"strings"
)

// Secret is a text that no log line, error or dump may show: it prints as ***.
type Secret string

// String hides the secret.
func (s Secret) String() string { return s.mask() }

// GoString hides the secret from %#v.
func (s Secret) GoString() string { return s.mask() }

// MarshalText hides the secret from JSON and TOML.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.mask()), nil }

// UnmarshalText reads the secret.
func (s *Secret) UnmarshalText(b []byte) error {
	*s = Secret(b)
	return nil
}

func (s Secret) mask() string {
	if s == "" {
		return ""
	}
	return "***"
}

// Token is where a channel's token comes from: exactly one of the config itself, a file, or an
// environment variable.
type Token struct {
	Token     Secret `toml:"token"`
	TokenFile string `toml:"token_file"`
}

// source names the ways in which the token is given, for the fault that there are two.
func (t Token) source(variable string) (ways []string) {
	if t.Token != "" {
		ways = append(ways, "token")
	}
	if t.TokenFile != "" {
		ways = append(ways, "token_file")
	}
	if os.Getenv(variable) != "" {
		ways = append(ways, variable)
	}
	return ways
}

// Read gives the token as it is now: the file is read again each time, so that a new token needs no
// restart. Empty without an error: none is configured. The error names the place, never the token.
func (t Token) Read(variable string) (string, error) {
	switch {
	case t.Token != "":
		return string(t.Token), nil
	case t.TokenFile != "":
		b, err := os.ReadFile(t.TokenFile)
		if err != nil {
			return "", fmt.Errorf("token_file: %w", err)
		}
		if len(b) > 4096 {
			return "", fmt.Errorf("token_file %s: %d bytes; write the token alone into it", t.TokenFile, len(b))
		}
		return strings.TrimSpace(string(b)), nil
	default:
		return strings.TrimSpace(os.Getenv(variable)), nil
	}
}
