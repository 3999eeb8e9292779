package telegramtest

import "slices"

// method is one row of the table: what the server knows of a method. A method, or a parameter of a
// known method, that is not in the table is a Violation, also where the real server would take it:
// whoever needs it adds it here, and what it does beside it.
type method struct {
	name   string
	paced  bool // puts something into a chat, so that the judge counts it
	run    func(*Server, *call) (any, *failure)
	params []param
}

// param is one parameter, or one field of an object. types are written as in the documentation,
// joined by " or ".
type param struct {
	name  string
	types string
	must  bool
	limit limit
}

const (
	must  = true
	may   = false
	paced = true
	free  = false
)

// table is the whole of what the server understands. Limits are those of the documentation
// (core.telegram.org/bots/api); "shown" is counted after parsing, in UTF-16 code units.
func table() []method {
	recipient := []param{
		{"chat_id", "Integer or String", must, none},
		{"message_thread_id", "Integer", may, none},
	}
	caption := []param{
		{"caption", "String", may, shown(0, 1024)},
		{"parse_mode", "String", may, none},
		{"caption_entities", "Array of MessageEntity", may, none},
	}
	manner := []param{
		{"disable_notification", "Boolean", may, none},
		{"protect_content", "Boolean", may, none},
		{"reply_parameters", "ReplyParameters", may, none},
	}
	markup := []param{
		{"reply_markup", "InlineKeyboardMarkup or ReplyKeyboardMarkup or ReplyKeyboardRemove or ForceReply", may, none},
	}
	inline := []param{{"reply_markup", "InlineKeyboardMarkup", may, none}}
	commands := []param{
		{"scope", "BotCommandScope", may, none},
		{"language_code", "String", may, none},
	}
	return []method{
		{"getMe", free, (*Server).getMe, nil},
		{"getUpdates", free, nil, []param{ // waits, so poll.go runs it
			{"offset", "Integer", may, none},
			{"limit", "Integer", may, between(1, 100)},
			{"timeout", "Integer", may, between(0, 50)},
			{"allowed_updates", "Array of String", may, none},
		}},
		{"setWebhook", free, (*Server).setWebhook, []param{
			{"url", "String", must, none},
			{"max_connections", "Integer", may, between(1, 100)},
			{"allowed_updates", "Array of String", may, none},
			{"drop_pending_updates", "Boolean", may, none},
			{"secret_token", "String", may, chars(1, 256)},
		}},
		{"deleteWebhook", free, (*Server).deleteWebhook, []param{
			{"drop_pending_updates", "Boolean", may, none},
		}},
		{"getWebhookInfo", free, (*Server).getWebhookInfo, nil},
		{"sendMessage", paced, (*Server).sendMessage, slices.Concat(recipient, []param{
			{"text", "String", must, shown(1, 4096)},
			{"parse_mode", "String", may, none},
			{"entities", "Array of MessageEntity", may, none},
			{"link_preview_options", "LinkPreviewOptions", may, none},
		}, manner, markup)},
		{"sendPhoto", paced, (*Server).sendPhoto, slices.Concat(recipient, []param{
			{"photo", "InputFile or String", must, megabytes(10)},
			{"has_spoiler", "Boolean", may, none},
		}, caption, manner, markup)},
		{"sendVideo", paced, (*Server).sendVideo, slices.Concat(recipient, []param{
			{"video", "InputFile or String", must, none},
			{"duration", "Integer", may, none},
			{"width", "Integer", may, none},
			{"height", "Integer", may, none},
			{"supports_streaming", "Boolean", may, none},
		}, caption, manner, markup)},
		{"sendDocument", paced, (*Server).sendDocument, slices.Concat(recipient, []param{
			{"document", "InputFile or String", must, none},
			{"disable_content_type_detection", "Boolean", may, none},
		}, caption, manner, markup)},
		{"sendVoice", paced, (*Server).sendVoice, slices.Concat(recipient, []param{
			{"voice", "InputFile or String", must, none},
			{"duration", "Integer", may, none},
		}, caption, manner, markup)},
		{"sendAudio", paced, (*Server).sendAudio, slices.Concat(recipient, []param{
			{"audio", "InputFile or String", must, none},
			{"duration", "Integer", may, none},
		}, caption, manner, markup)},
		{"sendVideoNote", paced, (*Server).sendVideoNote, slices.Concat(recipient, []param{
			{"video_note", "InputFile or String", must, none},
			{"duration", "Integer", may, none},
			{"length", "Integer", may, none},
		}, manner, markup)},
		{"sendMediaGroup", paced, (*Server).sendMediaGroup, slices.Concat(recipient, []param{
			{"media", "Array of InputMediaDocument or Array of InputMediaPhoto or Array of InputMediaVideo", must, items(2, 10)},
		}, manner)},
		{"sendPoll", paced, (*Server).sendPoll, slices.Concat(recipient, []param{
			{"question", "String", must, chars(1, 300)},
			{"options", "Array of InputPollOption", must, items(1, 12)},
			{"is_anonymous", "Boolean", may, none},
			{"type", "String", may, none},
			{"allows_multiple_answers", "Boolean", may, none},
			{"correct_option_ids", "Array of Integer", may, none},
			{"explanation", "String", may, shown(0, 200)},
			{"explanation_parse_mode", "String", may, none},
			{"explanation_entities", "Array of MessageEntity", may, none},
			{"open_period", "Integer", may, between(5, 2628000)},
			{"close_date", "Integer", may, none},
			{"is_closed", "Boolean", may, none},
		}, manner, markup)},
		{"sendChatAction", free, (*Server).sendChatAction, slices.Concat(recipient, []param{
			{"action", "String", must, none},
		})},
		{"editMessageText", paced, (*Server).editMessageText, slices.Concat([]param{
			{"chat_id", "Integer or String", may, none},
			{"message_id", "Integer", may, none},
			{"text", "String", may, shown(1, 4096)},
			{"parse_mode", "String", may, none},
			{"entities", "Array of MessageEntity", may, none},
			{"link_preview_options", "LinkPreviewOptions", may, none},
		}, inline)},
		{"editMessageCaption", paced, (*Server).editMessageCaption, slices.Concat([]param{
			{"chat_id", "Integer or String", may, none},
			{"message_id", "Integer", may, none},
		}, caption, inline)},
		{"editMessageReplyMarkup", paced, (*Server).editMessageReplyMarkup, slices.Concat([]param{
			{"chat_id", "Integer or String", may, none},
			{"message_id", "Integer", may, none},
		}, inline)},
		{"deleteMessage", free, (*Server).deleteMessage, []param{
			{"chat_id", "Integer or String", must, none},
			{"message_id", "Integer", must, none},
		}},
		{"answerCallbackQuery", free, (*Server).answerCallbackQuery, []param{
			{"callback_query_id", "String", must, none},
			{"text", "String", may, chars(0, 200)},
			{"show_alert", "Boolean", may, none},
			{"url", "String", may, none},
			{"cache_time", "Integer", may, none},
		}},
		{"getFile", free, (*Server).getFile, []param{{"file_id", "String", must, none}}},
		{"setMyCommands", free, (*Server).setMyCommands, slices.Concat([]param{
			{"commands", "Array of BotCommand", must, items(0, 100)},
		}, commands)},
		{"getMyCommands", free, (*Server).getMyCommands, commands},
		{"deleteMyCommands", free, (*Server).deleteMyCommands, commands},
		{"getChat", free, (*Server).getChat, []param{{"chat_id", "Integer or String", must, none}}},
		{"getChatMember", free, (*Server).getChatMember, []param{
			{"chat_id", "Integer or String", must, none},
			{"user_id", "Integer", must, none},
		}},
		{"leaveChat", free, (*Server).leaveChat, []param{{"chat_id", "Integer or String", must, none}}},
	}
}
