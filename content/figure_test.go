package content

import "testing"

func TestFiguresTypedIntoProseAreFound(t *testing.T) {
	for _, text := range []string{
		"mỗi trang 2.000 đồng", "phải nộp 2.000đ", "nộp 50.000 VNĐ", "phạt 2 triệu đồng", "phạt 2–4 triệu", "mức 500.000 đồng",
		"mức 2 triệu đồng", "trong 7 ngày làm việc", "trong 3-5 ngày", "3 đến 5 ngày", "trong 60 ngày từ khi sinh",
		"trước 23 giờ", "trong 24 giờ", "sau 15 giờ", "giá trị 6 tháng", "tối đa 2 năm", "từ đủ 14 tuổi", "70–74 tuổi",
		"giảm 50%", "giảm 50 %", "0,5% giá trị", "22 phần trăm thu nhập", "10 lần chuẩn", "từ 3 trang trở lên", "rộng 40 m²", "rộng 40m2",
		"15 kg gạo", "15kg gạo một người", "dưới 5 km", "nhà dưới 7 tầng", "từ 5 người trở lên", "chờ 30 phút", "1 lần", "1,5 tỷ",
		"thu 30 000 đồng", "trong\n5 ngày", "khoảng 2 tuần", "1 tỉ đồng", "cao 12 mét", "hạn là 15 ngày.", "(7 ngày)", "trong 02 năm",
		"giữ 2000 người", "phạt 1000 đồng",
	} {
		if len(figures(text)) == 0 {
			t.Errorf("no figure found in %q", text)
		}
	}
}

func TestWhatIsNoFigureIsLeftAlone(t *testing.T) {
	for _, text := range []string{
		"từ 01/7/2025 người dân nộp ở xã", "đến hết 31/12/2026", "ngày 16/02/2015", "năm 2026", "từ năm 2026 người dân", "từ 2026 người dân được",
		"Nghị định 23/2015/NĐ-CP ngày 16/02/2015", "Luật 60/2014/QH13 ngày cuối", "Thông tư 226/2016/TT-BTC", "gọi 113 ngay", "gọi 113 người trực nghe",
		"tổng đài 111 ngày đêm", "mẫu CT01 người dân điền", "Mẫu 01 năm nay", "bước 1", "bước 3 ngày hẹn", "bước 3. Ngày hẹn ghi trên giấy",
		"tháng 7 năm 2025", "ngày 1 tháng 7", "mùng 2 tháng 9", "quý 2 năm 2026", "VNeID mức 2 người dân tự làm", "Điều 4 năm điều kiện",
		"một bản", "hai bên cùng ký", "hai lần", "trong {time.khai-sinh}", "{fee.sao-y} mỗi trang", "24/7", "24/24 giờ", "làm 2 bản",
		"lớp 1 năm học mới", "thứ 7 ngày nghỉ", "Có 2 đầu mối", "tờ khai CT07", "số 18001096", "1900 0368", "từ 01/7/2025. Người dân",
		"xóm 5 người dân họp", "thương binh loại 2 ngày xưa", "phiếu số 1", "2 ngàynghỉ",
	} {
		if found := figures(text); len(found) > 0 {
			t.Errorf("%q in %q is no figure", found, text)
		}
	}
}
