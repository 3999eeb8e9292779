package content

import (
	"fmt"
	"slices"

	"loaxom/internal/commune"
)

// Kinds of PendingItem about reports.
const (
	PendingDeadline = "deadline" // the deadline of a category, which the commune has not set
	PendingOwner    = "office"   // a category that no office handles
)

// otherCategory is the category of what fits no other: the office that handles it gets what no office handles.
const otherCategory = "khac"

// PendingReports is what the commune has still to decide about reports: the deadlines that the configuration
// does not set, and the categories that no office handles, whose reports go to the leadership. offices and
// days are the configuration's ([[office]] handles, [feedback] deadline_working_days).
func PendingReports(l *Library, offices []commune.Office, days map[string]int) PendingOffice {
	o := PendingOffice{Office: "ubnd", Name: "ubnd"}
	if p, ok := l.places["ubnd"]; ok {
		o.Name = p.Name
	}
	for _, k := range l.Categories() {
		key := dirCategory + "/" + k.ID
		if _, set := days[k.ID]; !set {
			name, line := l.at(k.file, "days")
			o.Items = append(o.Items, PendingItem{Kind: PendingDeadline, Key: key, File: name, Line: line,
				What: fmt.Sprintf("%s: hạn trả lời phản ánh, tạm tính %d ngày làm việc; xã quyết thì ghi vào [feedback.deadline_working_days]", k.Name, k.Days)})
		}
		handled := slices.ContainsFunc(offices, func(f commune.Office) bool {
			return slices.Contains(f.Handles, k.ID) || slices.Contains(f.Handles, otherCategory)
		})
		if !handled && !k.Official {
			name, line := l.at(k.file, "name")
			o.Items = append(o.Items, PendingItem{Kind: PendingOwner, Key: key, File: name, Line: line,
				What: fmt.Sprintf("%s: chưa phòng nào nhận, phản ánh về lãnh đạo xã; phòng nào nhận thì ghi vào handles của [[office]]", k.Name)})
		}
	}
	return o
}
