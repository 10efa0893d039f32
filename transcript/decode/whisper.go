package decode

import (
	"strings"

	"github.com/hirealign/hirealign/transcript"
)

// Whisper reads the JSON of OpenAI's Whisper and of programs that write the same
// shape: segments with times in seconds, words inside the segments or, as the API's
// verbose_json has them, in a list of their own. It names no speakers.
func Whisper() Format {
	return Format{Name: "whisper", Decode: decodeSegments, Detect: func(head string) (Confidence, string) {
		switch {
		case isJSONObject(head) && hasKeys(head, "task", "text", "words", "word", "start"):
			return Certain, "is an answer of Whisper's API with words"
		case !isJSONObject(head) || !hasKey(head, "segments"):
			return No, ""
		case hasKeys(head, "seek", "start", "end") || hasKey(head, "no_speech_prob") || hasKey(head, "avg_logprob"):
			return Certain, "has segments with Whisper's scores"
		case hasKeys(head, "text", "segments", "start", "words", "confidence") && !hasKey(head, "speaker"):
			return Probable, "has segments with words and confidences"
		case hasKeys(head, "text", "segments", "language", "start") && !hasKey(head, "speaker"):
			return Likely, "has a text, a language and segments"
		}
		return No, ""
	}}
}

// WhisperX reads the JSON of WhisperX: segments with the speakers of a separate
// diarisation, words without times where the aligner found none, and the bare list
// of older versions. A segment with words of several speakers is cut in pieces.
func WhisperX() Format {
	return Format{Name: "whisperx", Decode: decodeSegments, Detect: func(head string) (Confidence, string) {
		switch {
		case hasKey(head, "word_segments"):
			return Certain, "has WhisperX's word_segments"
		case hasKey(head, "seek"), hasKey(head, "body"), hasKey(head, "sentences"), hasKey(head, "segment_id"):
			return No, ""
		case hasKeys(head, "segments", "start", "end", "text", "speaker") && strings.Contains(head, `"SPEAKER_`):
			return Certain, "has segments with speakers named SPEAKER_00"
		case hasKeys(head, "segments", "words", "score", "start"):
			return Probable, "has segments with words and scores"
		case isJSONObject(head) && hasKeys(head, "segments", "start", "end", "text", "speaker"):
			return Likely, "has segments with speakers"
		case isJSONList(head) && hasKeys(head, "start", "end", "text", "speaker") && !hasKey(head, "participant"):
			return Likely, "is a list of segments with speakers"
		}
		return No, ""
	}}
}

// OpenAIDiarized reads the diarized_json of OpenAI's transcription API: segments of
// speakers A, B and so on, or of the names that were given.
func OpenAIDiarized() Format {
	return Format{Name: "openai_diarized", Decode: decodeSegments, Detect: func(head string) (Confidence, string) {
		if hasKeys(head, "segments", "type", "speaker") && strings.Contains(head, `"transcript.text.segment"`) {
			return Certain, "has segments of type transcript.text.segment"
		}
		return No, ""
	}}
}

func decodeSegments(content string, limits Limits) (Document, error) {
	f, err := openJSON(content, limits)
	if err != nil {
		return Document{}, err
	}
	f.doc.Language = languageName(f.root.at("language").str())
	list := f.root
	if !list.isList() {
		list = f.root.at("segments")
	}
	loose := f.timedWords(f.root.at("words"))
	for _, n := range list.items() {
		text := n.at("text")
		if text.str() == "" {
			f.lost(n)
			continue
		}
		u := Utterance{
			Label: numbered(n.at("speaker")), Start: f.seconds(n.at("start")), End: f.seconds(n.at("end")),
			Text: text.str(), SourceID: n.at("id").str(),
		}
		words := f.timedWords(n.at("words"))
		if len(words) == 0 && len(loose) > 0 {
			words, loose = until(loose, u.End)
		}
		f.sayTimed(n, u, words)
	}
	if len(f.doc.Utterances) == 0 && len(loose) > 0 {
		f.retell(f.root.at("text"), loose)
	}
	if text := f.root.at("text").str(); len(f.doc.Utterances) == 0 && strings.TrimSpace(text) != "" {
		f.say(f.root.at("text"), Utterance{Text: text})
	}
	return f.finish()
}

// retell cuts a text into utterances by the words that are listed beside it.
func (f *jsonFile) retell(n node, list []timed) {
	r, text, separator := run{f: f}, n.str(), ""
	words := place(text, list)
	for i, w := range words {
		from, to := w.StartByte, len(text)
		if i == 0 {
			from = 0
		}
		if i+1 < len(words) {
			to = words[i+1].StartByte
		}
		said := strings.TrimRight(text[from:to], " \t\n")
		r.word(n, "", "", separator, said, w.Start, w.End)
		separator = text[from+len(said) : to]
	}
	r.flush()
}

// timedWords reads a list of words with times in seconds.
func (f *jsonFile) timedWords(list node) []timed {
	var out []timed
	for _, w := range list.items() {
		t := timed{
			text: w.first("punctuated_word", "word", "text").str(), start: f.seconds(w.first("start", "start_time")), end: f.seconds(w.first("end", "end_time")),
		}
		if s := w.at("speaker"); s.v != nil {
			t.label, t.known = numbered(s), true
		}
		out = append(out, t)
	}
	return out
}

// until splits a list of words after the last that begins before the time.
func until(list []timed, end transcript.Offset) (before, rest []timed) {
	i := 0
	for i < len(list) && (list[i].start.IsZero() || list[i].start.Before(end)) {
		i++
	}
	return list[:i], list[i:]
}

// languageName turns the names that Whisper's API writes into tags.
func languageName(s string) string {
	if tag, ok := map[string]string{
		"english": "en", "german": "de", "french": "fr", "spanish": "es", "italian": "it", "portuguese": "pt", "dutch": "nl", "polish": "pl",
		"russian": "ru", "ukrainian": "uk", "turkish": "tr", "arabic": "ar", "hebrew": "he", "hindi": "hi", "japanese": "ja", "korean": "ko",
		"chinese": "zh", "swedish": "sv", "danish": "da", "norwegian": "no", "finnish": "fi", "czech": "cs", "greek": "el", "romanian": "ro",
	}[strings.ToLower(s)]; ok {
		return tag
	}
	if len(s) > 3 && !strings.ContainsAny(s, "-_") {
		return ""
	}
	return languageTag(s)
}

// WhisperCpp reads the JSON of whisper.cpp: offsets in milliseconds and the words
// put together of its tokens. A speaker is there only where it was run with stereo
// diarisation.
func WhisperCpp() Format {
	return Format{Name: "whisper_cpp", Decode: decodeWhisperCpp, Detect: func(head string) (Confidence, string) {
		if hasKeys(head, "transcription", "offsets", "from", "to") {
			return Certain, "has a transcription with offsets"
		}
		return No, ""
	}}
}

func decodeWhisperCpp(content string, limits Limits) (Document, error) {
	f, err := openJSON(content, limits)
	if err != nil {
		return Document{}, err
	}
	f.doc.Language = languageTag(f.root.at("result", "language").str())
	for _, n := range f.root.at("transcription").items() {
		if n.at("text").str() == "" {
			f.lost(n)
			continue
		}
		u := Utterance{Text: n.at("text").str(), Start: f.millis(n.at("offsets", "from")), End: f.millis(n.at("offsets", "to"))}
		if label := numbered(n.at("speaker")); label != "?" {
			u.Label = label
		}
		var words []timed
		for _, token := range n.at("tokens").items() {
			text := token.at("text").str()
			if text == "" || strings.HasPrefix(text, "[_") {
				continue
			}
			start, end := f.millis(token.at("offsets", "from")), f.millis(token.at("offsets", "to"))
			if last := len(words) - 1; last >= 0 && !strings.HasPrefix(text, " ") {
				words[last].text += text
				words[last].end = end
				continue
			}
			words = append(words, timed{text: text, start: start, end: end})
		}
		u.Words = place(u.Text, words)
		f.say(n, u)
	}
	return f.finish()
}
