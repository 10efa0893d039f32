package decode

import (
	"github.com/hirealign/hirealign/transcript"
)

// AzureSpeech reads the batch transcription of Azure Speech (its display text, with
// phrases of all channels in the order of time) and the answer of its fast
// transcription API.
func AzureSpeech() Format {
	return Format{Name: "azure_speech", Decode: decodeAzure, Detect: func(head string) (Confidence, string) {
		switch {
		case hasKeys(head, "recognizedPhrases", "nBest") && !hasKey(head, "$schema"):
			return Certain, "has recognizedPhrases"
		case hasKeys(head, "phrases", "text") && (hasKey(head, "offsetMilliseconds") || hasKey(head, "combinedPhrases")):
			return Certain, "has phrases with offsetMilliseconds"
		}
		return No, ""
	}}
}

func decodeAzure(content string, limits Limits) (Document, error) {
	f, err := openJSON(content, limits)
	if err != nil {
		return Document{}, err
	}
	phrases := append(f.root.at("recognizedPhrases").items(), f.root.at("phrases").items()...)
	channels := map[string]bool{}
	for _, n := range phrases {
		channels[n.at("channel").str()] = true
	}
	for _, n := range phrases {
		if status := n.at("recognitionStatus").str(); status != "" && status != "Success" {
			f.found.append(Diagnostic{Code: EmptyCue, Severity: Info, Path: n.path, Message: "the phrase was not recognised"})
			continue
		}
		said := n
		if list := n.at("nBest").items(); len(list) > 0 {
			said = list[0]
		}
		text := said.first("display", "text", "maskedITN", "itn", "lexical").str()
		if text == "" {
			f.lost(n)
			continue
		}
		u := Utterance{Label: numbered(n.at("speaker")), Text: text, Language: languageTag(n.at("locale").str())}
		if len(channels) > 1 {
			u.Track = transcript.TrackID(n.at("channel").str())
		}
		u.Start, u.End = f.azureTimes(n)
		var words []timed
		list := said.at("displayWords").items()
		if len(list) == 0 {
			list = said.at("words").items()
		}
		for _, w := range list {
			t := timed{text: w.first("displayText", "text", "word").str()}
			t.start, t.end = f.azureTimes(w)
			words = append(words, t)
		}
		u.Words = place(text, words)
		f.say(n, u)
	}
	f.inOrder()
	return f.finish()
}

// azureTimes reads the offset and duration of a phrase or word, in milliseconds, in
// ticks of 100 ns, or as an ISO 8601 duration.
func (f *jsonFile) azureTimes(n node) (start, end transcript.Offset) {
	var length transcript.Offset
	switch {
	case n.at("offsetMilliseconds").v != nil:
		start, length = f.millis(n.at("offsetMilliseconds")), f.millis(n.at("durationMilliseconds"))
	case n.at("offsetInTicks").v != nil:
		start, length = f.ticks(n.at("offsetInTicks")), f.ticks(n.at("durationInTicks"))
	default:
		start, length = f.seconds(n.at("offset")), f.seconds(n.at("duration"))
	}
	from, ok1 := start.Ms()
	ms, ok2 := length.Ms()
	if ok1 && ok2 && ms >= 0 {
		end = transcript.At(from + ms)
	}
	return start, end
}
