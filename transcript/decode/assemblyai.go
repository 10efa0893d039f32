package decode

import (
	"github.com/hirealign/hirealign/transcript"
)

// AssemblyAI reads a transcript of AssemblyAI: its utterances where speakers were
// asked for, else runs of words. A job that has not completed holds no words and is
// refused with ErrNoSegments.
func AssemblyAI() Format {
	return Format{Name: "assemblyai", Decode: decodeAssemblyAI, Detect: func(head string) (Confidence, string) {
		if hasKeys(head, "status", "audio_url") && !hasKey(head, "transcription") && (hasKey(head, "utterances") || hasKey(head, "words") || hasKey(head, "acoustic_model")) {
			return Certain, "has a status, an audio_url and words"
		}
		if hasKeys(head, "utterances", "audio_duration", "words") {
			return Probable, "has utterances and an audio_duration"
		}
		return No, ""
	}}
}

func decodeAssemblyAI(content string, limits Limits) (Document, error) {
	f, err := openJSON(content, limits)
	if err != nil {
		return Document{}, err
	}
	f.doc.Language = languageTag(f.root.at("language_code").str())
	switch status := f.root.at("status").str(); status {
	case "", "completed":
	case "error":
		return Document{}, &Error{Err: ErrNoSegments, Detail: "the transcription job failed"}
	default:
		return Document{}, &Error{Err: ErrNoSegments, Detail: "the transcription job has not completed"}
	}
	word := func(w node) timed {
		t := timed{text: w.at("text").str(), start: f.millis(w.at("start")), end: f.millis(w.at("end"))}
		if s := w.at("speaker"); s.v != nil {
			t.label, t.known = numbered(s), true
		}
		return t
	}
	for _, n := range f.root.at("utterances").items() {
		if n.at("text").str() == "" {
			f.lost(n)
			continue
		}
		var words []timed
		for _, w := range n.at("words").items() {
			words = append(words, word(w))
		}
		f.sayTimed(n, Utterance{
			Label: numbered(n.at("speaker")), Track: transcript.TrackID(n.at("channel").str()), Text: n.at("text").str(),
			Start: f.millis(n.at("start")), End: f.millis(n.at("end")),
		}, words)
	}
	if len(f.doc.Utterances) > 0 {
		return f.finish()
	}
	r := run{f: f}
	for _, w := range f.root.at("words").items() {
		t := word(w)
		if t.text == "" {
			f.lost(w)
			continue
		}
		r.word(w, t.label, transcript.TrackID(w.at("channel").str()), " ", t.text, t.start, t.end)
	}
	r.flush()
	if text := f.root.at("text"); len(f.doc.Utterances) == 0 && text.str() != "" {
		f.say(text, Utterance{Text: text.str()})
	}
	return f.finish()
}
