package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"loaxom/internal/config"
	"loaxom/internal/fault"
	"loaxom/internal/vi"
)

func initCommand() *cobra.Command {
	return &cobra.Command{
		Use: "init", Short: "Ask for name, token and hamlets and write the configuration", Args: noArgs,
		Long: `Asks for the commune's name, the bot's token and the hamlets, and writes config.toml (or what
--config names) and telegram.token beside it, readable by you alone. Nothing that is there is
overwritten. Enter keeps what stands in brackets.`,
		Example: "  loaxom init\n  loaxom init --config /etc/loaxom/config.toml",
		RunE: func(cmd *cobra.Command, _ []string) error {
			file, err := cmd.Flags().GetString("config")
			if err != nil {
				return err
			}
			if file == "" {
				file = config.DefaultFile
			}
			return initialise(file, cmd.InOrStdin(), cmd.OutOrStdout())
		},
	}
}

// tokenForm is what @BotFather gives out: the bot's number, a colon, the secret.
var tokenForm = regexp.MustCompile(`^[1-9][0-9]{3,18}:[A-Za-z0-9_-]{20,80}$`)

// mostHamlets bounds the number that is asked for.
const mostHamlets = 99

// initialise asks and writes.
func initialise(file string, in io.Reader, out io.Writer) error {
	tokenFile := filepath.Join(filepath.Dir(file), "telegram.token")
	for _, f := range []string{file, tokenFile} {
		if _, err := os.Stat(f); !errors.Is(err, fs.ErrNotExist) {
			return fault.New(fault.Conflict, "%s is already there; move it away, or name another file with --config", f)
		}
	}
	d := config.Default()
	q := questions{in: bufio.NewScanner(in), out: out}
	name := q.ask("Tên xã / name of the commune", d.Commune.Name)
	province := q.ask("Tỉnh / province", d.Commune.Province)
	token := ""
	for {
		token = q.ask("Token của bot Telegram, từ @BotFather (Enter: để sau) / bot token (Enter: later)", "")
		if token == "" || tokenForm.MatchString(token) {
			break
		}
		fmt.Fprintln(out, "That is no token: it looks like 123456789:AAE... with a colon in the middle.")
		if q.ended {
			return fault.New(fault.Invalid, "the token does not look like one of @BotFather's")
		}
	}
	hamlets := hamletList(q.ask("Các xóm, cách nhau bằng dấu phẩy, hoặc số xóm (Enter: để sau) / hamlets, by commas, or their number", ""))

	var b strings.Builder
	fmt.Fprintf(&b, "# What stands here was asked by loaxom init; every other key is in config.example.toml.\n\n[commune]\nname = %q\nprovince = %q\n", name, province)
	if token != "" {
		fmt.Fprintf(&b, "\n[telegram]\ntoken_file = %q\n", filepath.ToSlash(tokenFile))
	}
	b.WriteString("\n[backup]\ndir = \"backup\"\n")
	for _, h := range hamlets {
		fmt.Fprintf(&b, "\n[[hamlet]]\nid = %q\nname = %q\n", h[0], h[1])
	}
	if _, err := config.Parse(file, b.String()); err != nil {
		return err
	}
	if token != "" {
		if err := os.WriteFile(tokenFile, []byte(token+"\n"), 0o600); err != nil {
			return err
		}
		fmt.Fprintf(out, "wrote %s (0600)\n", tokenFile)
	}
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		return err
	}
	fmt.Fprintf(out, "wrote %s (0600)\nNext: loaxom check, then loaxom serve; loaxom invite --role admin makes you the administrator\n", file)
	return nil
}

// hamletList reads "Xóm 1, Xóm Đình" or "15" as ids and names.
func hamletList(answer string) (list [][2]string) {
	var n int
	if _, err := fmt.Sscanf(answer, "%d", &n); err == nil && strings.TrimSpace(answer) == fmt.Sprint(n) {
		for i := range min(max(n, 0), mostHamlets) {
			list = append(list, [2]string{fmt.Sprintf("xom-%d", i+1), fmt.Sprintf("Xóm %d", i+1)})
		}
		return list
	}
	seen := map[string]bool{}
	for name := range strings.SplitSeq(answer, ",") {
		name = strings.TrimSpace(name)
		var id []string
		for _, w := range vi.Words(vi.Fold(name)) {
			id = append(id, w.Text)
		}
		if key := strings.Join(id, "-"); key != "" && !seen[key] && len(list) < mostHamlets {
			seen[key] = true
			list = append(list, [2]string{key, name})
		}
	}
	return list
}

// questions asks one thing after another.
type questions struct {
	in    *bufio.Scanner
	out   io.Writer
	ended bool
}

func (q *questions) ask(what, preset string) string {
	if preset != "" {
		what += " [" + preset + "]"
	}
	fmt.Fprintf(q.out, "%s: ", what)
	if !q.in.Scan() {
		q.ended = true
		fmt.Fprintln(q.out)
		return preset
	}
	if a := strings.TrimSpace(q.in.Text()); a != "" {
		return a
	}
	return preset
}
