package telegramtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// failure is an answer with ok:false.
type failure struct {
	code    int
	text    string
	retry   int   // parameters.retry_after, and the Retry-After header
	migrate int64 // parameters.migrate_to_chat_id
}

func bad(text string) *failure       { return &failure{code: 400, text: "Bad Request: " + text} }
func forbidden(text string) *failure { return &failure{code: 403, text: "Forbidden: " + text} }
func conflict(text string) *failure  { return &failure{code: 409, text: "Conflict: " + text} }

func flood(seconds int) *failure {
	return &failure{code: 429, text: fmt.Sprintf("Too Many Requests: retry after %d", seconds), retry: seconds}
}

// Texts that more than one place gives, or that the test holds against the notes on the real server.
const (
	textNotFound       = "Not Found"
	textNoMethod       = "Not Found: method not found"
	textUnauthorized   = "Unauthorized"
	textBadToken       = "Unauthorized: invalid token specified"
	textWebhookActive  = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
	textOtherPoll      = "terminated by other getUpdates request; make sure that only one bot instance is running"
	textOtherWebhook   = "terminated by setWebhook request"
	textChatEmpty      = "chat_id is empty"
	textChatNotFound   = "chat not found"
	textBlocked        = "bot was blocked by the user"
	textDeactivated    = "user is deactivated"
	textNeverStarted   = "bot can't initiate conversation with a user"
	textUpgraded       = "group chat was upgraded to a supergroup chat"
	textNoRights       = "not enough rights to send text messages to the chat"
	textEmpty          = "message text is empty"
	textRawTooLong     = "text is too long"
	textTooLong        = "message is too long"
	textCaptionTooLong = "message caption is too long"
	textParseMode      = "unsupported parse_mode"
	textMarkupJSON     = "can't parse reply keyboard markup JSON object"
	textMarkupObject   = "object expected as reply markup"
	textTextButton     = "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
	textButtonData     = "BUTTON_DATA_INVALID"
	textMarkupTooLong  = "reply markup is too long"
	textNotModified    = "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"
	textEditNotFound   = "message to edit not found"
	textCantEdit       = "message can't be edited"
	textDeleteNotFound = "message to delete not found"
	textCantDelete     = "message can't be deleted"
	textReplyNotFound  = "message to be replied not found"
	textQueryTooOld    = "query is too old and response timeout expired or query ID is invalid"
	textOptionsJSON    = "can't parse options JSON object"
	textOptionsArray   = "expected an Array of String as options"
	textCommandsArray  = "expected an Array of BotCommand"
	textWrongURL       = "wrong HTTP URL specified"
	textSecretTooLong  = "secret token is too long"
	textSecretLetters  = "secret token contains unallowed characters"
	textInternal       = "Internal Server Error"
)

// answer is what goes back to the client, or how the connection ends.
type answer struct {
	status int
	kind   string // Content-Type
	retry  int
	moved  string // Location
	body   []byte
	slow   time.Duration // the body takes this long
	cut    error         // nothing goes back: the error that the client sees
	short  bool          // the connection ends in the middle of the body
}

const jsonType = "application/json"

// succeed is the answer with ok:true. raw results are taken as they are.
func succeed(result any) *answer {
	raw, ok := result.(json.RawMessage)
	if !ok {
		raw = marshal(result)
	}
	const head = `{"ok":true,"result":`
	body := append(append(make([]byte, 0, len(head)+len(raw)+1), head...), raw...)
	return &answer{status: http.StatusOK, kind: jsonType, body: append(body, '}')}
}

// fail is the answer with ok:false.
func fail(f *failure) *answer {
	type parameters struct {
		Migrate int64 `json:"migrate_to_chat_id,omitempty"`
		Retry   int   `json:"retry_after,omitempty"`
	}
	out := struct {
		OK          bool        `json:"ok"`
		Code        int         `json:"error_code"`
		Description string      `json:"description"`
		Parameters  *parameters `json:"parameters,omitempty"`
	}{Code: f.code, Description: f.text}
	if f.migrate != 0 || f.retry != 0 {
		out.Parameters = &parameters{f.migrate, f.retry}
	}
	body, _ := json.Marshal(out) // strings and numbers: cannot fail
	return &answer{status: f.code, kind: jsonType, retry: f.retry, body: body}
}

// page is an answer of something in front of the server that speaks HTML.
func page(status int, title string) *answer {
	body := fmt.Sprintf("<html>\r\n<head><title>%s</title></head>\r\n<body>\r\n<center><h1>%s</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n", title, title)
	return &answer{status: status, kind: "text/html", body: []byte(body)}
}
