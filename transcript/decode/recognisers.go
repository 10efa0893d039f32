package decode

import (
	"strconv"

	"github.com/hirealign/hirealign/transcript"
)

// recognisers are the formats of speech-to-text services.
func recognisers() []Format {
	return []Format{
		OpenAIDiarized(), Whisper(), WhisperCpp(), WhisperX(), Deepgram(), AssemblyAI(), AWSTranscribe(), AWSCallAnalytics(), AWSBedrock(),
		AzureSpeech(), GoogleSpeech(), RevAI(), Speechmatics(), Gladia(), ElevenLabs(),
	}
}

func itoa(n int) string { return strconv.Itoa(n) }

// RevAI reads the JSON of Rev AI: monologues of elements, whose punctuation
// elements are the spaces too.
func RevAI() Format {
	return Format{Name: "rev_ai", Decode: decodeRevAI, Detect: func(head string) (Confidence, string) {
		if hasKeys(head, "monologues", "elements") {
			return Certain, "has monologues of elements"
		}
		return No, ""
	}}
}

func decodeRevAI(content string, limits Limits) (Document, error) {
	f, err := openJSON(content, limits)
	if err != nil {
		return Document{}, err
	}
	for _, s := range f.root.at("speakers").items() {
		f.speaker(SpeakerInfo{Label: s.at("id").str(), Name: s.at("name").str()})
	}
	for _, m := range f.root.at("monologues").items() {
		label := numbered(m.at("speaker"))
		if info := m.at("speaker_info", "display_name").str(); info != "" {
			f.speaker(SpeakerInfo{Label: label, Name: info})
		}
		r := run{f: f}
		for _, e := range m.at("elements").items() {
			text := e.at("value").str()
			switch {
			case text == "":
				f.lost(e)
			case e.at("type").str() == "punct" && !r.s.empty():
				r.attach(text)
			case e.at("type").str() == "punct":
			default:
				r.word(e, label, "", "", text, f.seconds(e.at("ts")), f.seconds(e.at("end_ts")))
			}
		}
		r.flush()
	}
	return f.finish()
}

// Gladia reads a result of Gladia's pre-recorded API.
func Gladia() Format {
	return Format{Name: "gladia", Decode: decodeGladia, Detect: func(head string) (Confidence, string) {
		if hasKeys(head, "transcription", "utterances") {
			return Certain, "has a transcription with utterances"
		}
		return No, ""
	}}
}

func decodeGladia(content string, limits Limits) (Document, error) {
	f, err := openJSON(content, limits)
	if err != nil {
		return Document{}, err
	}
	root := f.root
	if root.at("result").isObject() {
		root = root.at("result")
	}
	list := root.at("transcription")
	if l := list.at("languages").items(); len(l) == 1 {
		f.doc.Language = languageTag(l[0].str())
	}
	channels := map[string]bool{}
	for _, n := range list.at("utterances").items() {
		channels[n.at("channel").str()] = true
	}
	for _, n := range list.at("utterances").items() {
		if n.at("text").str() == "" {
			f.lost(n)
			continue
		}
		u := Utterance{
			Label: numbered(n.at("speaker")), Text: n.at("text").str(), Language: languageTag(n.at("language").str()),
			Start: f.seconds(n.at("start")), End: f.seconds(n.at("end")),
		}
		if len(channels) > 1 {
			u.Track = transcript.TrackID(n.at("channel").str())
		}
		f.sayTimed(n, u, f.timedWords(n.at("words")))
	}
	f.inOrder()
	return f.finish()
}

// ElevenLabs reads the JSON of ElevenLabs' Scribe: words with the spaces between
// them, and sounds such as "(laughter)", which are events.
func ElevenLabs() Format {
	return Format{Name: "elevenlabs", Decode: decodeElevenLabs, Detect: func(head string) (Confidence, string) {
		if hasKeys(head, "words", "type") && (hasKey(head, "language_probability") || hasKey(head, "logprob") && hasKey(head, "speaker_id")) {
			return Certain, "has words with types and language_probability"
		}
		return No, ""
	}}
}

func decodeElevenLabs(content string, limits Limits) (Document, error) {
	f, err := openJSON(content, limits)
	if err != nil {
		return Document{}, err
	}
	channels := f.root.at("transcripts").items()
	if len(channels) == 0 {
		channels = []node{f.root}
	}
	for i, c := range channels {
		if f.doc.Language == "" {
			f.doc.Language = elevenLanguage(c.at("language_code").str())
		}
		var track transcript.TrackID
		if len(channels) > 1 {
			track = transcript.TrackID(itoa(i))
		}
		r, space := run{f: f}, ""
		for _, w := range c.at("words").items() {
			text, label := w.at("text").str(), w.at("speaker_id").str()
			start, end := f.seconds(w.at("start")), f.seconds(w.at("end"))
			switch w.at("type").str() {
			case "spacing":
				space = text
				continue
			case "audio_event":
				r.flush()
				f.say(w, Utterance{Label: label, Track: track, Kind: transcript.Event, Text: text, Start: start, End: end})
			default:
				if text == "" {
					f.lost(w)
					continue
				}
				r.word(w, label, track, space, text, start, end)
			}
			space = ""
		}
		r.flush()
		if len(f.doc.Utterances) == 0 && c.at("text").str() != "" {
			f.say(c.at("text"), Utterance{Track: track, Text: c.at("text").str()})
		}
	}
	f.inOrder()
	return f.finish()
}

// elevenLanguage shortens the ISO 639-3 codes that the service writes.
func elevenLanguage(code string) string {
	if tag, ok := map[string]string{
		"eng": "en", "deu": "de", "fra": "fr", "spa": "es", "ita": "it", "por": "pt", "nld": "nl", "pol": "pl", "rus": "ru", "ukr": "uk",
		"tur": "tr", "ara": "ar", "heb": "he", "hin": "hi", "jpn": "ja", "kor": "ko", "zho": "zh", "cmn": "zh", "swe": "sv", "ell": "el",
	}[code]; ok {
		return tag
	}
	return languageTag(code)
}
