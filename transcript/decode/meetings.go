package decode

import (
	"strings"
	"time"

	"github.com/hirealign/hirealign/transcript"
)

// meetings are the formats of meeting products and notetakers.
func meetings() []Format {
	return []Format{
		Recall(), Fireflies(), Fathom(), Vexa(), MeetingBaaS(), ReadAI(), Granola(), MeetEntries(), PodcastJSON(), OtterJSON(), TLDV(),
	}
}

// Recall reads the transcript of Recall.ai: runs of words of one participant, with
// seconds since the recording began. Participants who are not named yet keep the
// label "participant 3"; their addresses are kept where they are told.
func Recall() Format {
	return Format{Name: "recall", Decode: decodeRecall, Detect: func(head string) (Confidence, string) {
		switch {
		case hasKeys(head, "participant", "words", "start_timestamp"):
			return Certain, "has participants with words and start_timestamp"
		case hasKeys(head, "speaker", "words", "start_timestamp", "end_timestamp"):
			return Certain, "has speakers with words and start_timestamp"
		case hasKeys(head, "participant", "words", "is_host"):
			return Probable, "has participants with words"
		}
		return No, ""
	}}
}

func decodeRecall(content string, limits Limits) (Document, error) {
	f, err := openJSON(content, limits)
	if err != nil {
		return Document{}, err
	}
	list := f.root
	for _, key := range []string{"data", "data", "transcript", "results"} { // envelopes of webhooks and of the API
		if next := list.at(key); next.isList() || next.isObject() {
			list = next
		}
	}
	entries := list.items()
	if list.isObject() {
		entries = []node{list}
	}
	for _, n := range entries {
		p := n.at("participant")
		label, name := "", p.at("name").str()
		if id := p.at("id").str(); id != "" {
			label = "participant " + id
		}
		if name == "" {
			name = n.at("speaker").str() // of older versions
		}
		if name != "" {
			label = name
		}
		if mail := p.at("email").str(); mail != "" {
			f.speaker(SpeakerInfo{Label: label, Name: name, Email: mail})
		}
		var s spoken
		for _, w := range n.at("words").items() {
			text := strings.TrimSpace(w.at("text").str())
			if text == "" {
				f.lost(w)
				continue
			}
			start, end := f.recallTime(w.at("start_timestamp")), f.recallTime(w.at("end_timestamp"))
			separator := " "
			if s.empty() {
				separator = ""
			}
			s.add(separator, text, start, end)
			if at := w.at("start_timestamp", "absolute").wall(); f.doc.StartedAt.IsZero() && !at.IsZero() {
				if ms, ok := start.Ms(); ok {
					f.doc.StartedAt = at.Add(-time.Duration(ms) * time.Millisecond)
				}
			}
		}
		if s.empty() {
			f.lost(n)
			continue
		}
		u := s.utterance(label)
		u.Language = languageTag(n.first("language_code", "language").str())
		f.say(n, u)
	}
	return f.finish()
}

// recallTime reads {relative, absolute}, or the number of older versions.
func (f *jsonFile) recallTime(n node) transcript.Offset {
	if n.isObject() {
		return f.seconds(n.at("relative"))
	}
	return f.seconds(n)
}

// Fireflies reads the sentences of a Fireflies transcript, as its GraphQL API and
// its downloads write them. Text is what people see; what was heard is kept beside
// it where the product edited it.
func Fireflies() Format {
	return Format{Name: "fireflies", Decode: decodeFireflies, Detect: func(head string) (Confidence, string) {
		switch {
		case hasKeys(head, "sentences", "raw_text"), hasKeys(head, "sentences", "speaker_name", "text"):
			return Certain, "has sentences with speaker_name"
		case isJSONList(head) && hasKeys(head, "sentence", "speaker_name"):
			return Probable, "is a list of sentences with speaker_name"
		}
		return No, ""
	}}
}

func decodeFireflies(content string, limits Limits) (Document, error) {
	f, err := openJSON(content, limits)
	if err != nil {
		return Document{}, err
	}
	root := f.root
	for _, key := range []string{"data", "transcript", "meeting"} {
		if next := root.at(key); next.isObject() {
			root = next
		}
	}
	list := root.at("sentences")
	if root.isList() {
		list = root
	}
	f.doc.Title = root.at("title").str()
	f.doc.StartedAt = epochOr(root.first("date", "dateString"))
	for _, s := range root.at("speakers").items() {
		f.speaker(SpeakerInfo{Label: s.at("name").str()})
	}
	for _, a := range root.at("meeting_attendees").items() {
		if name := a.first("displayName", "name").str(); name != "" {
			f.speaker(SpeakerInfo{Label: name, Email: a.at("email").str()})
		}
	}
	for _, n := range list.items() {
		u := Utterance{
			Label: n.at("speaker_name").str(), Text: n.first("text", "sentence", "raw_text").str(), Heard: n.at("raw_text").str(),
			Start: f.seconds(n.first("start_time", "startTime")), End: f.seconds(n.first("end_time", "endTime")), SourceID: n.at("index").str(),
		}
		if u.Label == "" {
			u.Label = n.at("speaker_id").str()
		}
		if u.Text == "" {
			f.lost(n)
			continue
		}
		if u.Heard != "" && u.Heard != u.Text {
			f.doc.Fidelity = transcript.Edited
		}
		f.say(n, u)
	}
	return f.finish()
}

// epochOr reads a wall-clock time that may be milliseconds since 1970 too.
func epochOr(n node) time.Time {
	if ms, ok := decimal(n.str(), 0); ok && ms > 1e11 {
		return time.UnixMilli(ms).UTC()
	}
	return n.wall()
}

// Fathom reads the transcript of Fathom's API and webhooks: the start of each
// utterance to the second, without an end, and the calendar address of its speaker.
func Fathom() Format {
	return Format{Name: "fathom", Decode: decodeFathom, Detect: func(head string) (Confidence, string) {
		if hasKeys(head, "speaker", "display_name", "timestamp", "text") {
			return Certain, "has speakers with display_name and timestamp"
		}
		return No, ""
	}}
}

func decodeFathom(content string, limits Limits) (Document, error) {
	f, err := openJSON(content, limits)
	if err != nil {
		return Document{}, err
	}
	root, list := f.root, f.root
	for i, item := range root.at("items").items() {
		if i == 0 {
			root = item
			continue
		}
		f.found.append(Diagnostic{Code: SkippedText, Severity: Loss, Path: item.path, Message: "the file holds several meetings; only the first was read"})
	}
	if root.at("transcript").isList() {
		list = root.at("transcript")
	}
	f.doc.Title = root.first("title", "meeting_title").str()
	f.doc.StartedAt = root.at("recording_start_time").wall()
	f.doc.Language = languageTag(root.at("transcript_language").str())
	for _, c := range root.at("calendar_invitees").items() {
		if name := c.at("matched_speaker_display_name").str(); name != "" {
			f.speaker(SpeakerInfo{Label: name, Email: c.at("email").str()})
		}
	}
	for _, n := range list.items() {
		label := n.at("speaker", "display_name").str()
		if mail := n.at("speaker", "matched_calendar_invitee_email").str(); mail != "" {
			f.speaker(SpeakerInfo{Label: label, Email: mail})
		}
		u := Utterance{Label: label, Text: n.at("text").str(), Start: f.stamp(n.at("timestamp"))}
		if u.Text == "" {
			f.lost(n)
			continue
		}
		f.say(n, u)
	}
	return f.finish()
}

// stamp reads "00:05:32".
func (f *jsonFile) stamp(n node) transcript.Offset {
	if n.str() == "" {
		return transcript.Offset{}
	}
	c, ok := parseClock(n.str())
	if !ok {
		f.badTime(n)
		return transcript.Offset{}
	}
	return c.at(false)
}

// Vexa reads the segments of Vexa: the answer of its API, one message of a live
// session, and a bundle of confirmed and pending segments, which are interim. What is
// typed in the chat has the kind chat. Offsets count from the first segment where the file has
// seconds since 1970.
func Vexa() Format {
	return Format{Name: "vexa", Decode: decodeVexa, Detect: func(head string) (Confidence, string) {
		switch {
		case hasKeys(head, "$schema", "definitions"), hasKey(head, "recordedAt"):
			return No, ""
		case hasKeys(head, "segment_id", "text", "start", "completed"):
			return Certain, "has segments with segment_id and completed"
		case hasKeys(head, "completed", "text", "start", "end") && (hasKey(head, "absolute_start_time") || hasKey(head, "native_meeting_id")):
			return Certain, "has segments with completed and absolute times"
		case hasKeys(head, "native_meeting_id", "segments", "text", "start", "end"):
			return Certain, "has a native_meeting_id and segments"
		}
		return No, ""
	}}
}

func decodeVexa(content string, limits Limits) (Document, error) {
	f, err := openJSON(content, limits)
	if err != nil {
		return Document{}, err
	}
	var list []node
	switch {
	case f.root.isList():
		list = f.root.items()
	case f.root.at("segments").isList():
		list = f.root.at("segments").items()
	case f.root.at("confirmed").isList() || f.root.at("pending").isList():
		list = append(f.root.at("confirmed").items(), f.root.at("pending").items()...)
	default:
		list = []node{f.root}
	}
	for _, n := range list {
		if n.at("text").str() == "" {
			f.lost(n)
			continue
		}
		u := Utterance{
			Label: n.at("speaker").str(), Text: n.at("text").str(), Language: languageTag(n.at("language").str()), SourceID: n.at("segment_id").str(),
			Start: f.seconds(n.at("start")), End: f.seconds(n.at("end")),
		}
		if u.Label == "" {
			u.Label = n.at("speaker_key").str()
		}
		if n.at("source").str() == "chat" {
			u.Kind = transcript.Chat
		}
		if done := n.at("completed"); done.v != nil && !done.bool() {
			u.State = transcript.Interim
		}
		u.Words = place(u.Text, f.timedWords(n.at("words")))
		if at := n.at("absolute_start_time").wall(); f.doc.StartedAt.IsZero() && !at.IsZero() {
			if ms, ok := u.Start.Ms(); ok && ms < epochMs {
				f.doc.StartedAt = at.Add(-time.Duration(ms) * time.Millisecond)
			}
		}
		f.say(n, u)
	}
	f.fromEpoch()
	f.inOrder()
	return f.finish()
}

// epochMs tells an offset from a time since 1970: no conversation is that long.
const epochMs = 1e11

const longestWait = 24 * 60 * 60 * 1000 // ms between the start of a meeting and its first word

// fromEpoch moves offsets that are times since 1970 to the clock of the file, which
// starts at its StartedAt or at the first of them.
func (f *jsonFile) fromEpoch() {
	var first int64
	for _, u := range f.doc.Utterances {
		if ms, ok := u.Start.Ms(); ok && ms >= epochMs && (first == 0 || ms < first) {
			first = ms
		}
	}
	if first == 0 {
		return
	}
	if f.doc.StartedAt.IsZero() {
		f.doc.StartedAt = time.UnixMilli(first).UTC()
	}
	if began := f.doc.StartedAt.UnixMilli(); first < began-longestWait || first > began+longestWait {
		f.doc.StartedAt = time.UnixMilli(first).UTC() // the file's own start is of another day
	}
	began := f.doc.StartedAt.UnixMilli()
	move := func(o *transcript.Offset) {
		if ms, ok := o.Ms(); ok && ms >= epochMs {
			*o = transcript.At(ms - began)
		}
	}
	for i := range f.doc.Utterances {
		u := &f.doc.Utterances[i]
		move(&u.Start)
		move(&u.End)
		for k := range u.Words {
			move(&u.Words[k].Start)
			move(&u.Words[k].End)
		}
	}
}

// MeetingBaaS reads the transcript of MeetingBaaS: words by speaker, in seconds.
func MeetingBaaS() Format {
	return Format{Name: "meetingbaas", Decode: decodeMeetingBaaS, Detect: func(head string) (Confidence, string) {
		if hasKeys(head, "speaker", "words", "start_time", "end_time", "text") && !hasKey(head, "sentences") && !hasKey(head, "speaker_blocks") && !hasKey(head, "results") {
			return Likely, "has speakers with words and start_time"
		}
		if hasKeys(head, "bot_id", "transcripts", "speaker", "words") {
			return Certain, "has transcripts of a bot with speakers and words"
		}
		return No, ""
	}}
}

func decodeMeetingBaaS(content string, limits Limits) (Document, error) {
	f, err := openJSON(content, limits)
	if err != nil {
		return Document{}, err
	}
	list := f.root
	for _, key := range []string{"data", "bot_data", "transcript", "transcripts"} {
		if next := list.at(key); next.isList() || next.isObject() {
			list = next
		}
	}
	for _, n := range list.items() {
		r := run{f: f}
		for _, w := range n.at("words").items() {
			text := strings.TrimSpace(w.first("text", "word").str())
			if text == "" {
				f.lost(w)
				continue
			}
			r.word(w, n.at("speaker").str(), "", " ", text, f.seconds(w.first("start_time", "start")), f.seconds(w.first("end_time", "end")))
		}
		if r.s.empty() {
			f.lost(n)
		}
		r.flush()
	}
	return f.finish()
}

// ReadAI reads the webhook of Read.ai, whose times are seconds since 1970.
func ReadAI() Format {
	return Format{Name: "read_ai", Decode: decodeReadAI, Detect: func(head string) (Confidence, string) {
		if hasKeys(head, "speaker_blocks", "words") {
			return Certain, "has speaker_blocks"
		}
		return No, ""
	}}
}

func decodeReadAI(content string, limits Limits) (Document, error) {
	f, err := openJSON(content, limits)
	if err != nil {
		return Document{}, err
	}
	root := f.root
	f.doc.Title = root.at("title").str()
	f.doc.StartedAt = epochOr(root.at("start_time"))
	for _, p := range root.at("participants").items() {
		if mail := p.at("email").str(); mail != "" {
			f.speaker(SpeakerInfo{Label: p.at("name").str(), Email: mail})
		}
	}
	list := root.at("transcript", "speaker_blocks")
	if !list.isList() {
		list = root.at("speaker_blocks")
	}
	for _, n := range list.items() {
		u := Utterance{Label: n.at("speaker", "name").str(), Text: n.at("words").str()}
		if u.Text == "" {
			f.lost(n)
			continue
		}
		u.Start, u.End = f.readTime(n.at("start_time")), f.readTime(n.at("end_time"))
		f.say(n, u)
	}
	f.fromEpoch()
	return f.finish()
}

// readTime reads seconds, or milliseconds where the number is too large for them.
func (f *jsonFile) readTime(n node) transcript.Offset {
	if ms, ok := decimal(n.str(), 0); ok && ms >= epochMs {
		return transcript.At(ms)
	}
	return f.seconds(n)
}

// Granola reads the segments of Granola, which tells two sources apart: its user's
// microphone and all that the computer played. They are labels and tracks.
func Granola() Format {
	return Format{Name: "granola", Decode: decodeGranola, Detect: func(head string) (Confidence, string) {
		if hasKeys(head, "start_timestamp", "end_timestamp", "text", "source") {
			return Certain, "has segments with start_timestamp and source"
		}
		if hasKeys(head, "transcript", "speaker", "source", "text", "start_time") && !hasKey(head, "words") {
			return Certain, "has a transcript of speakers with a source"
		}
		return No, ""
	}}
}

func decodeGranola(content string, limits Limits) (Document, error) {
	f, err := openJSON(content, limits)
	if err != nil {
		return Document{}, err
	}
	list := f.root
	if list.at("transcript").isList() {
		list = list.at("transcript")
	}
	f.doc.Title = f.root.at("title").str()
	segments := list.items()
	for _, n := range segments {
		if at := n.first("start_timestamp", "start_time").wall(); !at.IsZero() && (f.doc.StartedAt.IsZero() || at.Before(f.doc.StartedAt)) {
			f.doc.StartedAt = at
		}
	}
	for _, n := range segments {
		if n.at("text").str() == "" {
			f.lost(n)
			continue
		}
		if final := n.at("is_final"); final.v != nil && !final.bool() {
			f.found.append(Diagnostic{Code: SkippedText, Severity: Info, Path: n.path, Message: "a segment that was not final was left out"})
			continue
		}
		source := n.at("source").str()
		if source == "" {
			source = n.at("speaker", "source").str()
		}
		f.say(n, Utterance{
			Label: source, Track: transcript.TrackID(source), Text: n.at("text").str(), SourceID: n.at("id").str(),
			Start: f.wallOffset(n.first("start_timestamp", "start_time")), End: f.wallOffset(n.first("end_timestamp", "end_time")),
		})
	}
	f.inOrder()
	return f.finish()
}

// wallOffset is the offset of a wall-clock time on the clock of the file.
func (f *jsonFile) wallOffset(n node) transcript.Offset {
	at := n.wall()
	if at.IsZero() && n.str() != "" {
		f.badTime(n)
	}
	return since(f.doc.StartedAt, at)
}

// MeetEntries reads transcript entries of the Google Meet API. The file may hold the
// participants too, {"transcriptEntries": [...], "participants": [...]}; without
// them the resource name of a participant is the label.
func MeetEntries() Format {
	return Format{Name: "google_meet_entries", Decode: decodeMeetEntries, Detect: func(head string) (Confidence, string) {
		if hasKeys(head, "participant", "text", "startTime") && (hasKey(head, "transcriptEntries") || strings.Contains(head, "conferenceRecords/")) {
			return Certain, "has transcript entries of conference records"
		}
		return No, ""
	}}
}

func decodeMeetEntries(content string, limits Limits) (Document, error) {
	f, err := openJSON(content, limits)
	if err != nil {
		return Document{}, err
	}
	list := f.root
	if !list.isList() {
		list = f.root.first("transcriptEntries", "entries")
	}
	for _, p := range f.root.at("participants").items() {
		name := p.at("signedinUser", "displayName").str()
		if name == "" {
			name = p.first("anonymousUser", "phoneUser").at("displayName").str()
		}
		f.speaker(SpeakerInfo{Label: p.at("name").str(), Name: name})
	}
	entries := list.items()
	for _, n := range entries {
		if at := n.at("startTime").wall(); !at.IsZero() && (f.doc.StartedAt.IsZero() || at.Before(f.doc.StartedAt)) {
			f.doc.StartedAt = at
		}
	}
	for _, n := range entries {
		if n.at("text").str() == "" {
			f.lost(n)
			continue
		}
		language := languageTag(n.at("languageCode").str())
		if f.doc.Language == "" {
			f.doc.Language = language
		}
		f.say(n, Utterance{
			Label: n.at("participant").str(), Text: n.at("text").str(), Language: language, SourceID: n.at("name").str(),
			Start: f.wallOffset(n.at("startTime")), End: f.wallOffset(n.at("endTime")),
		})
	}
	f.inOrder()
	return f.finish()
}

// PodcastJSON reads the JSON transcript of the podcast namespace. A segment may hold
// a single word, so words of one speaker are put together to sentences; one without
// a speaker goes on with the last.
func PodcastJSON() Format {
	return Format{Name: "podcast_json", Decode: decodePodcastJSON, Detect: func(head string) (Confidence, string) {
		if hasKeys(head, "segments", "body", "startTime") {
			return Certain, "has segments with body and startTime"
		}
		return No, ""
	}}
}

func decodePodcastJSON(content string, limits Limits) (Document, error) {
	f, err := openJSON(content, limits)
	if err != nil {
		return Document{}, err
	}
	segments := f.root.at("segments").items()
	r, label := run{f: f}, ""
	for _, n := range segments {
		body := strings.TrimSpace(n.at("body").str())
		if body == "" {
			f.lost(n)
			continue
		}
		if s := n.at("speaker").str(); s != "" {
			label = s
		}
		start, end := f.seconds(n.at("startTime")), f.seconds(n.at("endTime"))
		if strings.ContainsAny(body, " \n") {
			r.flush()
			f.say(n, Utterance{Label: label, Text: strings.ReplaceAll(body, "\n", " "), Start: start, End: end})
			continue
		}
		separator := " "
		if strings.Trim(body, ".,;:!?…") == "" {
			separator = ""
		}
		r.word(n, label, "", separator, body, start, end)
	}
	r.flush()
	return f.finish()
}

// OtterJSON reads the speech segments of Otter's JSON export.
func OtterJSON() Format {
	return Format{Name: "otter_json", Decode: decodeOtterJSON, Detect: func(head string) (Confidence, string) {
		if hasKeys(head, "speech_segments", "transcript") {
			return Certain, "has speech_segments"
		}
		return No, ""
	}}
}

func decodeOtterJSON(content string, limits Limits) (Document, error) {
	f, err := openJSON(content, limits)
	if err != nil {
		return Document{}, err
	}
	f.doc.Title = f.root.at("title").str()
	for _, n := range f.root.at("speech_segments").items() {
		u := Utterance{
			Label: n.at("speaker_name").str(), Text: n.at("transcript").str(), SourceID: n.at("id").str(),
			Start: f.seconds(n.first("start_ts", "start_time")), End: f.seconds(n.first("end_ts", "end_time")),
		}
		if u.Label == "" {
			u.Label = numbered(n.at("speaker_id"))
		}
		if u.Text == "" {
			f.lost(n)
			continue
		}
		f.say(n, u)
	}
	return f.finish()
}

// TLDV reads the transcript of tl;dv's API, in seconds.
func TLDV() Format {
	return Format{Name: "tldv", Decode: decodeTLDV, Detect: func(head string) (Confidence, string) {
		if hasKeys(head, "meetingId", "data", "speaker", "text", "startTime") {
			return Certain, "has a meetingId and data with speakers"
		}
		return No, ""
	}}
}

func decodeTLDV(content string, limits Limits) (Document, error) {
	f, err := openJSON(content, limits)
	if err != nil {
		return Document{}, err
	}
	for _, n := range f.root.at("data").items() {
		if n.at("text").str() == "" {
			f.lost(n)
			continue
		}
		f.say(n, Utterance{Label: n.at("speaker").str(), Text: n.at("text").str(), Start: f.seconds(n.at("startTime")), End: f.seconds(n.at("endTime"))})
	}
	return f.finish()
}
