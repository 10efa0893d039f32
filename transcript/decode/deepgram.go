package decode

import (
	"github.com/hirealign/hirealign/transcript"
)

// Deepgram reads the JSON of Deepgram's pre-recorded API: its utterances where they
// were asked for, else runs of words of one speaker. Several channels are tracks,
// in the order of time.
func Deepgram() Format {
	return Format{Name: "deepgram", Decode: decodeDeepgram, Detect: func(head string) (Confidence, string) {
		if hasKeys(head, "results", "channels", "alternatives") && !hasKey(head, "recognizedPhrases") {
			return Certain, "has results with channels and alternatives"
		}
		return No, ""
	}}
}

func decodeDeepgram(content string, limits Limits) (Document, error) {
	f, err := openJSON(content, limits)
	if err != nil {
		return Document{}, err
	}
	results := f.root.at("results")
	channels := results.at("channels").items()
	f.doc.StartedAt = f.root.at("metadata", "started_at").wall()
	track := func(channel string) transcript.TrackID {
		if len(channels) < 2 {
			return ""
		}
		return transcript.TrackID(channel)
	}
	if utterances := results.at("utterances").items(); len(utterances) > 0 {
		for _, n := range utterances {
			if n.at("transcript").str() == "" {
				f.lost(n)
				continue
			}
			f.sayTimed(n, Utterance{
				Label: numbered(n.at("speaker")), Track: track(n.at("channel").str()), SourceID: n.at("id").str(),
				Start: f.seconds(n.at("start")), End: f.seconds(n.at("end")), Text: n.at("transcript").str(),
			}, f.timedWords(n.at("words")))
		}
		f.inOrder()
		return f.finish()
	}
	for i, c := range channels {
		best := node{}
		if list := c.at("alternatives").items(); len(list) > 0 {
			best = list[0]
		}
		if tag := c.at("detected_language").str(); f.doc.Language == "" {
			f.doc.Language = languageTag(tag)
		}
		r := run{f: f}
		words := best.at("words").items()
		for _, w := range words {
			text := w.first("punctuated_word", "word").str()
			if text == "" {
				f.lost(w)
				continue
			}
			r.word(w, numbered(w.at("speaker")), track(itoa(i)), " ", text, f.seconds(w.at("start")), f.seconds(w.at("end")))
		}
		r.flush()
		if len(words) == 0 && best.at("transcript").str() != "" {
			f.say(best, Utterance{Track: track(itoa(i)), Text: best.at("transcript").str()})
		}
	}
	f.inOrder()
	return f.finish()
}
