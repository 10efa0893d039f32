package decode

import (
	"slices"
	"strings"
)

// Speechmatics reads the json-v2 of Speechmatics, and one AddTranscript message of
// its real-time service. Punctuation is joined as it says, words with the delimiter
// of the language; UU, its unidentified speaker, is an unknown one.
func Speechmatics() Format {
	return Format{Name: "speechmatics", Decode: decodeSpeechmatics, Detect: func(head string) (Confidence, string) {
		if hasKeys(head, "format", "results", "metadata") && (hasKey(head, "language_pack_info") || hasKey(head, "transcription_config") || hasKeys(head, "alternatives", "content") || strings.Contains(head, `"AddTranscript"`)) {
			return Certain, "has results in Speechmatics' json-v2"
		}
		return No, ""
	}}
}

// unspaced are languages that write words without spaces.
var unspaced = []string{"zh", "cmn", "yue", "ja", "th", "lo", "km", "my"}

func decodeSpeechmatics(content string, limits Limits) (Document, error) {
	f, err := openJSON(content, limits)
	if err != nil {
		return Document{}, err
	}
	meta := f.root.at("metadata")
	language := meta.at("transcription_config", "language").str()
	f.doc.Language = languageTag(language)
	delimiter := " "
	if d := meta.at("language_pack_info", "word_delimiter"); d.v != nil && (d.str() != "" || slices.Contains(unspaced, language)) {
		delimiter = d.str()
	}
	r := run{f: f}
	joined := false // the word before attaches to the next one
	for _, n := range f.root.at("results").items() {
		best := node{}
		if list := n.at("alternatives").items(); len(list) > 0 {
			best = list[0]
		}
		text := best.at("content").str()
		if text == "" {
			f.lost(n)
			continue
		}
		label := best.at("speaker").str()
		if label == "UU" {
			label = ""
		}
		attaches := n.at("attaches_to").str()
		if n.at("type").str() == "punctuation" && attaches == "" {
			attaches = "previous"
		}
		switch {
		case (attaches == "previous" || attaches == "both") && !r.s.empty():
			r.attach(text)
		default:
			separator := delimiter
			if joined {
				separator = ""
			}
			r.word(n, label, "", separator, text, f.seconds(n.at("start_time")), f.seconds(n.at("end_time")))
		}
		joined = attaches == "next" || attaches == "both"
	}
	r.flush()
	return f.finish()
}
