package decode

import (
	"github.com/hirealign/hirealign/transcript"
)

// AWSTranscribe reads a job of Amazon Transcribe: its audio segments where there
// are any, else runs of items. The speaker of an item stands beside it or, in older
// files, in a list of its own that is joined by the start time. Channels are tracks.
func AWSTranscribe() Format {
	return Format{Name: "aws_transcribe", Decode: decodeAWSTranscribe, Detect: func(head string) (Confidence, string) {
		if hasKeys(head, "results", "transcripts") && (hasKey(head, "jobName") || hasKey(head, "items") || hasKey(head, "accountId")) {
			return Certain, "has results with transcripts and items"
		}
		return No, ""
	}}
}

func decodeAWSTranscribe(content string, limits Limits) (Document, error) {
	f, err := openJSON(content, limits)
	if err != nil {
		return Document{}, err
	}
	results := f.root.at("results")
	f.doc.Language = languageTag(results.at("language_code").str())
	items := results.at("items").items()
	speakers := map[string]string{}
	for _, s := range results.at("speaker_labels", "segments").items() {
		for _, it := range s.at("items").items() {
			speakers[it.at("start_time").str()] = it.at("speaker_label").str()
		}
	}
	if segments := results.at("audio_segments").items(); len(segments) > 0 {
		byID := make(map[string]node, len(items))
		for _, it := range items {
			byID[it.at("id").str()] = it
		}
		for _, n := range segments {
			if n.at("transcript").str() == "" {
				f.lost(n)
				continue
			}
			var words []timed
			for _, id := range n.at("items").items() {
				if it, ok := byID[id.str()]; ok {
					words = append(words, timed{text: awsText(it), start: f.seconds(it.at("start_time")), end: f.seconds(it.at("end_time"))})
				}
			}
			f.sayTimed(n, Utterance{
				Label: n.at("speaker_label").str(), Track: transcript.TrackID(n.at("channel_label").str()), SourceID: n.at("id").str(),
				Text: n.at("transcript").str(), Start: f.seconds(n.at("start_time")), End: f.seconds(n.at("end_time")),
			}, words)
		}
		f.inOrder()
		return f.finish()
	}
	type channel struct {
		track transcript.TrackID
		items []node
	}
	channels := []channel{{"", items}}
	if list := results.at("channel_labels", "channels").items(); len(list) > 0 {
		channels = channels[:0]
		for _, c := range list {
			channels = append(channels, channel{transcript.TrackID(c.at("channel_label").str()), c.at("items").items()})
		}
	}
	for _, c := range channels {
		r := run{f: f}
		for _, it := range c.items {
			text := awsText(it)
			if text == "" {
				f.lost(it)
				continue
			}
			if it.at("type").str() == "punctuation" {
				r.attach(text)
				continue
			}
			label := it.at("speaker_label").str()
			if label == "" {
				label = speakers[it.at("start_time").str()]
			}
			r.word(it, label, c.track, " ", text, f.seconds(it.at("start_time")), f.seconds(it.at("end_time")))
		}
		r.flush()
	}
	f.inOrder()
	if len(f.doc.Utterances) == 0 {
		for _, t := range results.at("transcripts").items() {
			f.say(t, Utterance{Text: t.at("transcript").str()})
		}
	}
	return f.finish()
}

func awsText(item node) string {
	if list := item.at("alternatives").items(); len(list) > 0 {
		return list[0].at("content").str()
	}
	return item.at("content").str()
}

// AWSCallAnalytics reads a call of Amazon Transcribe Call Analytics, and the file
// that AWS's post-call solution makes of it. The labels AGENT and CUSTOMER stay
// labels: which of them interviewed whom is for the host to say.
func AWSCallAnalytics() Format {
	return Format{Name: "aws_call_analytics", Decode: decodeCallAnalytics, Detect: func(head string) (Confidence, string) {
		switch {
		case hasKeys(head, "Transcript", "BeginOffsetMillis", "ParticipantRole"):
			return Certain, "has a Transcript with ParticipantRole"
		case hasKeys(head, "ConversationAnalytics", "SpeechSegments"):
			return Certain, "has ConversationAnalytics and SpeechSegments"
		}
		return No, ""
	}}
}

func decodeCallAnalytics(content string, limits Limits) (Document, error) {
	f, err := openJSON(content, limits)
	if err != nil {
		return Document{}, err
	}
	f.doc.Language = languageTag(f.root.at("LanguageCode").str())
	for _, n := range f.root.at("Transcript").items() {
		text := n.at("Content").str()
		if text == "" {
			f.lost(n)
			continue
		}
		var words []timed
		for _, it := range n.at("Items").items() {
			if it.at("Type").str() == "punctuation" {
				continue
			}
			words = append(words, timed{text: it.at("Content").str(), start: f.millis(it.at("BeginOffsetMillis")), end: f.millis(it.at("EndOffsetMillis"))})
		}
		f.say(n, Utterance{
			Label: n.at("ParticipantRole").str(), SourceID: n.at("Id").str(), Text: text, Words: place(text, words),
			Start: f.millis(n.at("BeginOffsetMillis")), End: f.millis(n.at("EndOffsetMillis")),
		})
	}
	call := f.root.at("ConversationAnalytics")
	if f.doc.Language == "" {
		f.doc.Language = languageTag(call.at("LanguageCode").str())
	}
	for _, s := range call.at("SpeakerLabels").items() {
		f.speaker(SpeakerInfo{Label: s.at("Speaker").str(), Name: s.at("DisplayText").str()})
	}
	for _, n := range f.root.at("SpeechSegments").items() {
		text := n.first("DisplayText", "OriginalText").str()
		if text == "" {
			f.lost(n)
			continue
		}
		u := Utterance{Label: n.at("SegmentSpeaker").str(), Text: text, Start: f.seconds(n.at("SegmentStartTime")), End: f.seconds(n.at("SegmentEndTime"))}
		if n.at("TextEdited").str() == "1" {
			u.Heard = n.at("OriginalText").str()
		}
		var words []timed
		for _, w := range n.at("WordConfidence").items() {
			words = append(words, timed{text: w.at("Text").str(), start: f.seconds(w.at("StartTime")), end: f.seconds(w.at("EndTime"))})
		}
		u.Words = place(text, words)
		f.say(n, u)
	}
	f.inOrder()
	return f.finish()
}

// AWSBedrock reads the audio result of Amazon Bedrock Data Automation.
func AWSBedrock() Format {
	return Format{Name: "aws_bedrock", Decode: decodeBedrock, Detect: func(head string) (Confidence, string) {
		if hasKey(head, "audio_items") || hasKeys(head, "audio_segments", "semantic_modality") {
			return Certain, "has audio_items"
		}
		return No, ""
	}}
}

func decodeBedrock(content string, limits Limits) (Document, error) {
	f, err := openJSON(content, limits)
	if err != nil {
		return Document{}, err
	}
	f.doc.Language = languageTag(f.root.at("metadata", "dominant_asset_language").str())
	items := f.root.at("audio_items").items()
	for _, n := range f.root.at("audio_segments").items() {
		text := n.at("text").str()
		if text == "" {
			f.lost(n)
			continue
		}
		var words []timed
		for _, i := range n.at("audio_item_indices").items() {
			if k, ok := decimal(i.str(), 0); ok && k >= 0 && k < int64(len(items)) {
				it := items[k]
				if start := it.at("start_timestamp_millis"); start.v != nil {
					words = append(words, timed{text: it.at("content").str(), start: f.millis(start), end: f.millis(it.at("end_timestamp_millis"))})
				}
			}
		}
		f.say(n, Utterance{
			Label: n.at("speaker", "speaker_label").str(), Track: transcript.TrackID(n.at("channel", "channel_label").str()),
			Text: text, Words: place(text, words), Language: languageTag(n.at("language").str()),
			Start: f.millis(n.at("start_timestamp_millis")), End: f.millis(n.at("end_timestamp_millis")),
		})
	}
	f.inOrder()
	return f.finish()
}
