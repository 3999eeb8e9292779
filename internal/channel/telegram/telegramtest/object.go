package telegramtest

// objects are the JSON objects inside parameters, field by field, in the notation of the table.
// InputMedia and BotCommandScope stand for several documented types that "type" tells apart.
func objects() map[string][]param {
	media := func(more ...param) []param {
		return append([]param{
			{"type", "String", must, none},
			{"media", "String", must, none},
			{"caption", "String", may, shown(0, 1024)},
			{"parse_mode", "String", may, none},
			{"caption_entities", "Array of MessageEntity", may, none},
		}, more...)
	}
	return map[string][]param{
		"MessageEntity": {
			{"type", "String", must, none},
			{"offset", "Integer", must, none},
			{"length", "Integer", must, none},
			{"url", "String", may, none},
			{"language", "String", may, none},
		},
		"LinkPreviewOptions": {
			{"is_disabled", "Boolean", may, none},
			{"url", "String", may, none},
			{"prefer_small_media", "Boolean", may, none},
			{"prefer_large_media", "Boolean", may, none},
			{"show_above_text", "Boolean", may, none},
		},
		"ReplyParameters": {
			{"message_id", "Integer", must, none},
			{"allow_sending_without_reply", "Boolean", may, none},
		},
		"InlineKeyboardMarkup": {
			{"inline_keyboard", "Array of Array of InlineKeyboardButton", must, none},
		},
		"InlineKeyboardButton": {
			{"text", "String", must, none},
			{"url", "String", may, none},
			{"callback_data", "String", may, octets(1, 64)},
		},
		"ReplyKeyboardMarkup": {
			{"keyboard", "Array of Array of KeyboardButton", must, none},
			{"is_persistent", "Boolean", may, none},
			{"resize_keyboard", "Boolean", may, none},
			{"one_time_keyboard", "Boolean", may, none},
			{"input_field_placeholder", "String", may, chars(1, 64)},
			{"selective", "Boolean", may, none},
		},
		"KeyboardButton": {
			{"text", "String", must, none},
			{"request_contact", "Boolean", may, none},
			{"request_location", "Boolean", may, none},
		},
		"ReplyKeyboardRemove": {
			{"remove_keyboard", "Boolean", must, none},
			{"selective", "Boolean", may, none},
		},
		"ForceReply": {
			{"force_reply", "Boolean", must, none},
			{"input_field_placeholder", "String", may, chars(1, 64)},
			{"selective", "Boolean", may, none},
		},
		"InputPollOption": {
			{"text", "String", must, chars(1, 100)},
		},
		"InputMediaPhoto": media(param{"has_spoiler", "Boolean", may, none}),
		"InputMediaVideo": media(
			param{"width", "Integer", may, none},
			param{"height", "Integer", may, none},
			param{"duration", "Integer", may, none},
			param{"supports_streaming", "Boolean", may, none},
		),
		"InputMediaDocument": media(param{"disable_content_type_detection", "Boolean", may, none}),
		"BotCommand": {
			{"command", "String", must, chars(1, 32)},
			{"description", "String", must, chars(1, 256)},
		},
		"BotCommandScope": {
			{"type", "String", must, none},
			{"chat_id", "Integer or String", may, none},
			{"user_id", "Integer", may, none},
		},
	}
}
