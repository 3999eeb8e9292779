package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"loaxom/internal/app"
	"loaxom/internal/commune"
	"loaxom/internal/staff"
)

func inviteCommand() *cobra.Command {
	var role, office, label, by string
	var hamlets []string
	cmd := &cobra.Command{
		Use: "invite", Short: "Make a one-time code that gives somebody a duty", Args: noArgs,
		Long: `Makes a code that works once, within 7 days: whoever sends it to the bot in a private chat,
or opens its link, has the duty from then on. The code is shown here and stored nowhere. It works
while serve runs and while it does not. The first one is for yourself: --role admin; an admin
invites the others in the chat with /quyen.`,
		Example: "  loaxom invite --role admin\n  loaxom invite --role leader --hamlet xom-1 --label \"bác Tư\"\n  loaxom invite --role head --office cong-an --by s-46i6ooyh",
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := settings(cmd)
			if err != nil {
				return err
			}
			g := staff.Grant{Role: commune.Role(role), Office: commune.OfficeID(office)}
			for _, h := range hamlets {
				g.Hamlets = append(g.Hamlets, commune.HamletID(h))
			}
			if err := g.Check(cfg.Hamlets, cfg.Offices); err != nil {
				return usageError{fmt.Errorf("invite: %w", err)}
			}
			zone, err := cfg.Commune.Location()
			if err != nil {
				return err
			}
			made, err := inHouse[app.Invited](cmd.Context(), cfg, app.InviteCall, app.InviteOrder{Grant: g, Label: label, By: by})
			if err != nil {
				return err
			}
			out := cmd.OutOrStdout()
			fmt.Fprintf(out, "code: %s\n", made.Code)
			if made.Link != "" {
				fmt.Fprintf(out, "link: %s\n", made.Link)
			} else {
				fmt.Fprintln(out, "link: none yet: the bot's name is not known before serve has reached Telegram once; the code works without")
			}
			fmt.Fprintf(out, "%s, works once, until %s\n", g, made.Until.In(zone).Format("02/01/2006 15:04"))
			return nil
		},
	}
	cmd.Flags().StringVar(&role, "role", "", "leader, staff, head, chair or admin")
	cmd.Flags().StringSliceVar(&hamlets, "hamlet", nil, "hamlet that a leader leads; may be given several times")
	cmd.Flags().StringVar(&office, "office", "", "office of staff or head")
	cmd.Flags().StringVar(&label, "label", "", "name by which admins see the person; the audit does not")
	cmd.Flags().StringVar(&by, "by", "", "account (id or name) of whoever gives this order, for the audit")
	return cmd
}
