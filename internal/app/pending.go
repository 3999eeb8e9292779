package app

import (
	"loaxom/content"
	"loaxom/internal/config"
)

// Pending is what the commune has still to fill in, confirm or decide, by office: of the content, and about
// reports what the configuration leaves open.
func Pending(lib *content.Library, cfg config.Config) []content.PendingOffice {
	all := content.Pending(lib)
	reports := content.PendingReports(lib, cfg.Offices, cfg.Feedback.DeadlineWorkingDays)
	for i := range all {
		if all[i].Office == reports.Office {
			all[i].Items = append(all[i].Items, reports.Items...)
			return all
		}
	}
	if len(reports.Items) == 0 {
		return all
	}
	return append(all, reports)
}
