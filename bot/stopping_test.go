package bot

import (
	"strings"
	"testing"

	"loaxom/content"
)

// stopping are whole messages that stop the news outside of any talk.
var stopping = strings.Split(strings.TrimSpace(`
stop
STOP
Stop!
please stop
unsubscribe
hủy
huỷ
huy
Hủy.
dừng
dung
dừng lại
thôi
thoi
dạ thôi
thôi ạ
dạ thôi ạ
em ơi thôi
ngừng
tắt
dừng nhận tin
dung nhan tin
DỪNG NHẬN TIN
dungnhantin
duwngf nhaanj tin
du7ng2 nha6n5 tin
dừng nhận tin nhé
dừng nhận tin giúp bác
cho tôi dừng nhận tin
xin dừng nhận tin, cảm ơn xã
thôi nhận tin
thôi không nhận nữa
dạ thôi cháu không nhận nữa ạ
thoi toi khong nhan nua
thôi cháu không nhận tin nữa đâu ạ
em ơi dừng gửi tin cho bác nhé
dừng gửi tin cho bà đi cháu
cháu ơi đừng gửi tin nữa nhé
đừng nhắn nữa
đừng nhắn tin cho tôi nữa
thôi đừng gửi nữa, phiền quá
nhiều tin quá dừng đi
ngừng gửi tin cho tôi
ngung nhan tin
ngưng gửi
hủy nhận tin
huy nhan tin
hủy đăng ký nhận tin
huy dang ky nhan tin giup toi
hủy đăng ký
bỏ đăng ký
rút đăng ký
bỏ theo dõi
không nhận tin nữa
ko nhận tin nữa
k nhan tin nua
tôi không muốn nhận tin nữa
tôi không muốn nhận thông báo của xã nữa
bác không nhận nữa cháu nhé
không cần gửi nữa đâu
tắt thông báo
tắt tin đi
dừng thông báo từ xã
em dừng gửi tin cho bác được không
làm ơn dừng gửi cho tôi ngay
tôi chuyển nhà rồi, dừng gửi tin nhé
đừng làm phiền tôi nữa
xã ơi, dừng gửi tin cho máy này
thôi gửi tin cho tôi
đừng nhắn cho tôi nữa
dung nhan cho toi nua
không cần gửi tin cho tôi nữa
khong can gui tin cho toi nua
xóa tôi khỏi danh sách nhận tin
xoa toi khoi danh sach nhan tin
nghỉ nhận tin
nghi nhan tin
dừg nhận tin
phiền quá, nhắn gì nhắn lắm
phien qua, nhan gi nhan lam
đừng gửi gì cho tôi nữa
/huy
/huy nhan tin
`), "\n")

// goingOn are messages that hold the same words and stop nothing.
var goingOn = strings.Split(strings.TrimSpace(`
làm sao để hủy tạm trú
thôi nôi cho cháu cần giấy gì
dừng kinh doanh thì báo đâu
hủy tạm trú
hủy hộ khẩu
hủy đăng ký tạm trú
hủy đăng ký xe
xóa đăng ký thường trú
xoa dang ky tam tru
bỏ đăng ký kết hôn có được không
rút hồ sơ
tôi muốn rút hồ sơ đã nộp
hủy hồ sơ trên cổng dịch vụ công
hủy lịch hẹn
hủy lịch hẹn căn cước thế nào
cancel hồ sơ thế nào
dừng đóng bảo hiểm xã hội
dừng hoạt động hộ kinh doanh
tạm dừng kinh doanh
ngừng kinh doanh tạp hóa
ngừng cấp nước đến bao giờ
dừng xe ở đâu
dừng xây nhà giữa chừng có bị phạt không
thôi việc thì hưởng gì
thôi học
thôi quốc tịch
thôi nôi
cho thôi việc
thôi cảm ơn
thôi cảm ơn em nhé
thôi được rồi
thôi chào nhé
thôi nhé
thế thôi
vậy thôi
thôi không cần
thôi để mai tôi ra xã
thôi biết rồi
thôi chết mất căn cước rồi
thôi cho hỏi làm khai sinh
đúng
đúng rồi
đúng rồi ạ
dung roi
đừng gửi ảnh giấy tờ à
đừng gửi thì làm sao
làm sao để dừng nhận tin
muốn dừng nhận tin thì làm thế nào
dừng nhận tin thì có nhận lại được không
sao tôi không nhận được tin nữa
mấy hôm nay không nhận được tin
không nhận được thông báo
tôi không nhận được giấy mời
không nhận tiền trợ cấp nữa thì báo ai
tắt đèn đường
tắt thông báo vneid
tắt loa xóm thì gặp ai
loa xóm ồn quá
stop là gì
hủy là gì
bỏ phiếu ở đâu
bỏ sổ hộ khẩu rồi à
im lặng là đồng ý à
dạ
vâng ạ
cháu ơi
cảm ơn
cho tôi xin
nhiều tin quá
tin xã
nữa
giấy hủy kết hôn
tôi tên là Huy
bao giờ thì thôi thu phí
dừng nhận hồ sơ lúc mấy giờ
ngừng nhận hồ sơ
xóa tôi khỏi danh sách hộ nghèo
xóa tên tôi khỏi sổ hộ khẩu
xóa khỏi danh sách cử tri
nghỉ nhận hồ sơ từ mấy giờ
nghỉ nhận trợ cấp thì báo ai
dùng nhận tin thế nào
nhắn gì để nhận tin
không cần gửi giấy gì nữa à
tin nhắn dừng nhận hồ sơ là sao
`), "\n")

func shippedEndings(t testing.TB) endings {
	t.Helper()
	lib, problems := content.Load()
	if faults := content.Faults(problems); len(faults) > 0 {
		t.Fatal(faults[0])
	}
	return newWording(lib).endings
}

func TestWholeMessagesStopTheNews(t *testing.T) {
	e := shippedEndings(t)
	if len(stopping) < 60 || len(goingOn) < 60 {
		t.Fatalf("%d messages that stop, %d that do not; at least 60 each", len(stopping), len(goingOn))
	}
	for _, said := range stopping {
		if !e.stops(readText(said)) {
			t.Errorf("%q does not stop the news", said)
		}
	}
	for _, said := range goingOn {
		if e.stops(readText(said)) {
			t.Errorf("%q stops the news", said)
		}
	}
}

// What stops the news anywhere is never heard as the end of a talk, and the other way round.
func TestStopWordsInATalk(t *testing.T) {
	e := shippedEndings(t)
	for said, want := range map[string]string{
		"stop": "news", "dừng nhận tin": "news", "dạ thôi cháu không nhận tin nữa ạ": "news", "dung nhan tin": "news", "ngừng gửi tin cho tôi": "news",
		"hủy": "talk", "thôi": "talk", "dừng": "talk", "/huy": "talk", "huy": "talk", "thôi em ạ": "talk", "dạ thôi không làm nữa ạ": "talk", "bỏ đi": "talk", "thôi để lúc khác": "talk",
		"thôi nôi": "", "đèn đường hỏng ba hôm rồi": "", "bỏ rác ở đâu": "", "xóm 3": "", "đúng": "", "nước bẩn quá thôi không chịu được": "", "thôi nhé": "",
	} {
		text := readText(said)
		got := ""
		switch {
		case e.hears(text, &e.always):
			got = "news"
		case e.hears(text, &e.inside):
			got = "talk"
		}
		if got != want {
			t.Errorf("%q ends %q, want %q", said, got, want)
		}
	}
}

func TestALongStoryStopsNothing(t *testing.T) {
	e := shippedEndings(t)
	if said := strings.Repeat("dừng nhận tin ", mostStopping); e.stops(readText(said)) {
		t.Error("a page of stop words stops the news")
	}
	if e.stops(text{}) {
		t.Error("nothing at all stops the news")
	}
}

func BenchmarkStopping(b *testing.B) {
	e := shippedEndings(b)
	texts := []text{readText("dạ thôi cháu không nhận nữa ạ"), readText("làm giấy khai sinh cho cháu cần giấy tờ gì")}
	for i := 0; b.Loop(); i++ {
		e.stops(texts[i%2])
	}
}
