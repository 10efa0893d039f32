package decode

import (
	"strings"

	"github.com/hirealign/hirealign/transcript"
)

// GoogleSpeech reads an answer of Google Cloud Speech-to-Text. With speaker
// diarisation its last result repeats every word with a speaker; then that result
// alone is read, so that nothing is there twice.
func GoogleSpeech() Format {
	return Format{Name: "google_speech", Decode: decodeGoogle, Detect: func(head string) (Confidence, string) {
		switch {
		case hasKeys(head, "results", "alternatives", "transcript") && (hasKey(head, "resultEndTime") || hasKey(head, "resultEndOffset") || hasKey(head, "startTime") || hasKey(head, "startOffset") || hasKey(head, "speakerTag")):
			return Certain, "has results with alternatives and Google's times"
		case hasKeys(head, "results", "alternatives", "transcript", "languageCode"):
			return Probable, "has results with alternatives and languageCode"
		}
		return No, ""
	}}
}

func decodeGoogle(content string, limits Limits) (Document, error) {
	f, err := openJSON(content, limits)
	if err != nil {
		return Document{}, err
	}
	root := f.root
	if root.at("response").isObject() {
		root = root.at("response")
	}
	results := root.at("results").items()
	if n := len(results); n > 1 && tagged(results[n-1]) && !tagged(results[0]) {
		results = results[n-1:]
	}
	for _, n := range results {
		best := node{}
		if list := n.at("alternatives").items(); len(list) > 0 {
			best = list[0]
		}
		language := languageTag(n.at("languageCode").str())
		if f.doc.Language == "" {
			f.doc.Language = language
		}
		var track transcript.TrackID
		if c := n.at("channelTag").str(); c != "" && c != "0" {
			track = transcript.TrackID(c)
		}
		words := best.at("words").items()
		text := strings.TrimSpace(best.at("transcript").str())
		if tagged(n) {
			r := run{f: f}
			for _, w := range words {
				if w.at("word").str() == "" {
					f.lost(w)
					continue
				}
				r.word(w, googleSpeaker(w), track, " ", w.at("word").str(), f.google(w.first("startTime", "startOffset")), f.google(w.first("endTime", "endOffset")))
			}
			r.flush()
			continue
		}
		if text == "" {
			f.found.append(Diagnostic{Code: EmptyCue, Severity: Info, Path: n.path, Message: "the result has no words"})
			continue
		}
		u := Utterance{Text: text, Track: track, Language: language}
		var list []timed
		for _, w := range words {
			t := timed{text: w.at("word").str(), start: f.google(w.first("startTime", "startOffset")), end: f.google(w.first("endTime", "endOffset"))}
			if u.Start.IsZero() {
				u.Start = t.start
			}
			u.End = t.end
			list = append(list, t)
		}
		if u.End.IsZero() {
			u.End = f.google(n.first("resultEndTime", "resultEndOffset"))
		}
		u.Words = place(text, list)
		f.say(n, u)
	}
	f.inOrder()
	return f.finish()
}

// tagged reports whether the words of a result name speakers.
func tagged(result node) bool {
	for _, a := range result.at("alternatives").items() {
		for _, w := range a.at("words").items() {
			if googleSpeaker(w) != "" {
				return true
			}
		}
	}
	return false
}

func googleSpeaker(word node) string {
	if s := word.first("speakerLabel", "speakerTag").str(); s != "0" {
		return s
	}
	return ""
}

// google reads a time as "7.200s" or as an object of seconds and nanoseconds. An
// object without either is the start of the clock.
func (f *jsonFile) google(n node) transcript.Offset {
	if !n.isObject() {
		return f.seconds(n)
	}
	var total int64
	if s := n.at("seconds"); s.v != nil {
		ms, ok := decimal(s.str(), 3)
		if !ok {
			f.badTime(n)
			return transcript.Offset{}
		}
		total = ms
	}
	if nanos := n.at("nanos"); nanos.v != nil {
		ms, ok := decimal(nanos.str(), -6)
		if !ok {
			f.badTime(n)
			return transcript.Offset{}
		}
		total += ms
	}
	return transcript.At(total)
}
