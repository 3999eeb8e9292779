package telegramtest

import "encoding/json"

// The wire types are what getUpdates and the methods give back; field by field as documented
// (core.telegram.org/bots/api#available-types), as far as this server knows them.

type wireUser struct {
	ID       int64  `json:"id"`
	Bot      bool   `json:"is_bot"`
	First    string `json:"first_name"`
	Last     string `json:"last_name,omitempty"`
	Username string `json:"username,omitempty"`
	Language string `json:"language_code,omitempty"`
}

// wireMe is the bot itself, with what only getMe tells.
type wireMe struct {
	wireUser
	JoinGroups  bool `json:"can_join_groups"`
	ReadAll     bool `json:"can_read_all_group_messages"`
	InlineQuery bool `json:"supports_inline_queries"`
}

type wireChat struct {
	ID       int64  `json:"id"`
	Type     string `json:"type"`
	Title    string `json:"title,omitempty"`
	Username string `json:"username,omitempty"`
	First    string `json:"first_name,omitempty"`
	Last     string `json:"last_name,omitempty"`
}

type wireMessage struct {
	ID              int             `json:"message_id"`
	Thread          int             `json:"message_thread_id,omitempty"`
	From            *wireUser       `json:"from,omitempty"`
	SenderChat      *wireChat       `json:"sender_chat,omitempty"`
	Date            int64           `json:"date"`
	EditDate        int64           `json:"edit_date,omitempty"`
	Chat            wireChat        `json:"chat"`
	ReplyTo         *wireMessage    `json:"reply_to_message,omitempty"`
	Text            string          `json:"text,omitempty"`
	Entities        []Entity        `json:"entities,omitempty"`
	Caption         string          `json:"caption,omitempty"`
	CaptionEntities []Entity        `json:"caption_entities,omitempty"`
	Photo           []wireFile      `json:"photo,omitempty"`
	Document        *wireFile       `json:"document,omitempty"`
	Video           *wireFile       `json:"video,omitempty"`
	VideoNote       *wireFile       `json:"video_note,omitempty"`
	Voice           *wireFile       `json:"voice,omitempty"`
	Audio           *wireFile       `json:"audio,omitempty"`
	Poll            *wirePoll       `json:"poll,omitempty"`
	MediaGroup      string          `json:"media_group_id,omitempty"`
	Protected       bool            `json:"has_protected_content,omitempty"`
	Spoiler         bool            `json:"has_media_spoiler,omitempty"`
	Members         []wireUser      `json:"new_chat_members,omitempty"`
	Gone            *wireUser       `json:"left_chat_member,omitempty"`
	MigrateTo       int64           `json:"migrate_to_chat_id,omitempty"`
	MigrateFrom     int64           `json:"migrate_from_chat_id,omitempty"`
	Markup          json.RawMessage `json:"reply_markup,omitempty"`
}

// wireFile is a PhotoSize, Document, Video, VideoNote, Voice, Audio, or the File of getFile.
type wireFile struct {
	ID       string `json:"file_id"`
	Unique   string `json:"file_unique_id"`
	Width    *int   `json:"width,omitempty"`
	Height   *int   `json:"height,omitempty"`
	Length   *int   `json:"length,omitempty"`
	Duration *int   `json:"duration,omitempty"`
	Name     string `json:"file_name,omitempty"`
	MIME     string `json:"mime_type,omitempty"`
	Size     int    `json:"file_size,omitempty"`
	Path     string `json:"file_path,omitempty"`
}

type wirePoll struct {
	ID          string       `json:"id"`
	Question    string       `json:"question"`
	Options     []wireOption `json:"options"`
	Voters      int          `json:"total_voter_count"`
	Closed      bool         `json:"is_closed"`
	Anonymous   bool         `json:"is_anonymous"`
	Type        string       `json:"type"`
	Multiple    bool         `json:"allows_multiple_answers"`
	Correct     []int        `json:"correct_option_ids,omitempty"`
	Explanation string       `json:"explanation,omitempty"`
	ExplainEnts []Entity     `json:"explanation_entities,omitempty"`
	Period      int          `json:"open_period,omitempty"`
	CloseDate   int          `json:"close_date,omitempty"`
}

type wireOption struct {
	ID     string `json:"persistent_id"`
	Text   string `json:"text"`
	Voters int    `json:"voter_count"`
}

type wirePress struct {
	ID       string          `json:"id"`
	From     wireUser        `json:"from"`
	Message  json.RawMessage `json:"message,omitempty"`
	Inline   string          `json:"inline_message_id,omitempty"`
	Instance string          `json:"chat_instance"`
	Data     string          `json:"data,omitempty"`
}

type wireMember struct {
	User   wireUser `json:"user"`
	Status string   `json:"status"`
	Until  *int64   `json:"until_date,omitempty"`
	Send   *bool    `json:"can_send_messages,omitempty"`
	Member *bool    `json:"is_member,omitempty"`
}

type wireMembership struct {
	Chat wireChat   `json:"chat"`
	From wireUser   `json:"from"`
	Date int64      `json:"date"`
	Old  wireMember `json:"old_chat_member"`
	New  wireMember `json:"new_chat_member"`
}
