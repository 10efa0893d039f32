package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/requisition"
)

//go:embed templates/*.html
var templateFiles embed.FS

// Page is what a template gets: the frame, and Data, which is the page's own.
type Page struct {
	Title string
	// Tab is the key of the current tab.
	Tab string
	// Scripts and Styles are assets that this page alone needs.
	Scripts, Styles []string
	// Search is the search that the page is about; "" takes up changes in any.
	Search string
	Data   any

	// Set by render.
	Who    Person
	People []Person
	Tabs   []Tab
	Notice string
	Path   string
	// Got says that the page was asked for, and is no answer to a form.
	Got bool
	Now time.Time
	// Seq is the number of the last act that the page can know of.
	Seq uint64
}

// parse reads every template of a page together with the layout and the parts.
func (s *Server) parse() (map[string]*template.Template, error) {
	base, err := template.New("layout.html").Funcs(s.funcs()).ParseFS(templateFiles, "templates/layout.html", "templates/parts.html", "templates/conversation.html")
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		return nil, err
	}
	out := map[string]*template.Template{}
	for _, name := range names {
		short := strings.TrimSuffix(path.Base(name), ".html")
		if short == "layout" || short == "parts" || short == "conversation" {
			continue
		}
		t, err := base.Clone()
		if err != nil {
			return nil, err
		}
		if out[short], err = t.ParseFS(templateFiles, name); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// render writes a page with status 200; see renderStatus.
func (s *Server) render(w http.ResponseWriter, r *http.Request, who actor.Human, name string, p Page) error {
	return s.renderStatus(w, r, who, http.StatusOK, name, p)
}

// renderStatus writes a page. Nothing is written where the template fails.
func (s *Server) renderStatus(w http.ResponseWriter, r *http.Request, who actor.Human, status int, name string, p Page) error {
	t, ok := s.pages[name]
	if !ok {
		return fmt.Errorf("workbench: no template %q", name)
	}
	p.People, p.Path, p.Got, p.Seq, p.Now = s.opts.People, r.URL.Path, r.Method == http.MethodGet, s.hub.seq(logTopic), s.now()
	if !who.IsZero() {
		p.Who = s.person(who)
		for _, tab := range s.tabs() {
			if len(tab.For) == 0 || slices.Contains(tab.For, who.Role()) {
				p.Tabs = append(p.Tabs, tab)
			}
		}
		if !isFragment(r) {
			p.Notice = s.sessions.takeNotice(r)
		}
	}
	var page bytes.Buffer
	if err := t.ExecuteTemplate(&page, "layout.html", p); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, err := page.WriteTo(w)
	if err != nil {
		s.opts.Logger.Debug("page not delivered", "error", err)
	}
	return nil
}

func (s *Server) person(who actor.Human) Person {
	if i := slices.IndexFunc(s.opts.People, func(p Person) bool { return p.Human.ID() == who.ID() }); i >= 0 {
		return s.opts.People[i]
	}
	return Person{Human: who}
}

// name is what a person is called; an id that nobody knows stays an id.
func (s *Server) name(id string) string {
	for _, p := range s.opts.People {
		if p.Human.ID() == id {
			return p.Human.Name()
		}
	}
	return id
}

func (s *Server) funcs() template.FuncMap {
	return template.FuncMap{
		"asset":  asset,
		"name":   s.name,
		"day":    func(t time.Time) string { return t.In(s.opts.Zone).Format("Mon 2 January") },
		"clock":  func(t time.Time) string { return t.In(s.opts.Zone).Format("15:04") },
		"moment": s.moment,
		"zone":   s.zoneAt,
		"dated":  s.dated,
		"ago":    func(t time.Time) string { return ago(s.now(), t) },
		"since":  func(t time.Time) string { return span(s.now().Sub(t)) },
		"date": func(d requisition.Date) string {
			day, err := time.Parse(time.DateOnly, string(d))
			if err != nil {
				return string(d)
			}
			return day.Format("2 January 2006")
		},
		"iso":    func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"role":   func(r actor.Role) string { return words(string(r)) },
		"words":  func(v any) string { return words(fmt.Sprint(v)) },
		"clip":   clip,
		"first":  first,
		"said":   said,
		"bare":   bare,
		"named":  named,
		"noted":  noted,
		"dict":   dict,
		"add":    func(a, b int) int { return a + b },
		"many":   many,
		"stages": stages,
		"pay":    payText,
		"weight": weightText,
		"heat":   heat,
		"offset": offset,
		"seq": func(n int) []int {
			out := make([]int, n)
			for i := range out {
				out[i] = i + 1
			}
			return out
		},
		"list": func(v ...string) []string { return v },
		// Addresses of pages that may not be there: "" where they are not.
		"live": func(id requisition.InterviewID) string {
			return s.path("GET /interviews/{id}/live", "", "/interviews/"+string(id)+"/live")
		},
		"card": func(id requisition.InterviewID) string {
			return s.path("GET /interviews/{id}/card", "", "/interviews/"+string(id)+"/card")
		},
		"debrief": func(id debrief.ID) string { return s.path("GET /debriefs/{id}", "", "/debriefs/"+string(id)) },
		"join":    func(list []string, sep string) string { return strings.Join(list, sep) },

		"capital":      capital,
		"dayYear":      func(t time.Time) string { return t.In(s.opts.Zone).Format("Mon 2 January 2006") },
		"stagePlace":   stagePlace,
		"debriefStage": debriefStage,
	}
}

// moment says a time as people do: today and tomorrow by name.
func (s *Server) moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	now, at := s.now().In(s.opts.Zone), t.In(s.opts.Zone)
	day := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	switch int(day(at).Sub(day(now)).Hours() / 24) {
	case 0:
		return "today " + at.Format("15:04")
	case 1:
		return "tomorrow " + at.Format("15:04")
	case -1:
		return "yesterday " + at.Format("15:04")
	}
	if at.Year() != now.Year() {
		return at.Format("2 Jan 2006")
	}
	return at.Format("Mon 2 Jan, 15:04")
}

// zoneAt says in which zone times are shown: "UTC", "CET (UTC+01:00)".
func (s *Server) zoneAt(t time.Time) string {
	at := t.In(s.opts.Zone)
	name, offset := at.Zone()
	switch {
	case offset == 0:
		return "UTC"
	case name == "" || name[0] == '+' || name[0] == '-': // the zone has no name of its own
		return at.Format("UTC-07:00")
	}
	return at.Format("MST (UTC-07:00)")
}

// dated says a time for a reader elsewhere or later.
func (s *Server) dated(t time.Time) string {
	return t.In(s.opts.Zone).Format("Mon 2 January 2006, 15:04 ") + s.zoneAt(t)
}

// ago says how far a time lies from now: "in 3 hours", "2 days ago".
func ago(now, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	d := t.Sub(now)
	if d.Abs() < time.Minute {
		return "just now"
	}
	if d > 0 {
		return "in " + span(d)
	}
	return span(-d) + " ago"
}

// span says a duration in its largest unit.
func span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "less than a minute"
	case d < time.Hour:
		return many(int(d/time.Minute), "minute", "minutes")
	case d < 48*time.Hour:
		return many(int(d/time.Hour), "hour", "hours")
	}
	return many(int(d/(24*time.Hour)), "day", "days")
}

func many(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

// words makes a reader's words of a code: "hiring_manager", "hiring manager".
func words(code string) string {
	return strings.NewReplacer("_", " ", ".", " ").Replace(code)
}

// capital is a text as a label begins.
func capital(v any) string {
	text := fmt.Sprint(v)
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

// clip shortens a text of no known length to runes that fit on a page.
func clip(n int, text string) string {
	if utf8.RuneCountInString(text) <= n {
		return text
	}
	runes := 0
	for i := range text {
		if runes == n {
			return text[:i] + "…"
		}
		runes++
	}
	return text
}

// first is the first letter of a name.
func first(name string) string {
	for _, r := range name {
		return string(r)
	}
	return ""
}

// dict hands several values to a part of a template.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict: %d values are no pairs", len(pairs))
	}
	out := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		key, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: a key is a string")
		}
		out[key] = pairs[i+1]
	}
	return out, nil
}

// stageMark is one stage as the reader sees it.
type stageMark struct{ Name, State string }

// stages marks the stages before and after the present one.
func stages(present string) []stageMark {
	at := slices.Index(Steps, present)
	out := make([]stageMark, len(Steps))
	for i, name := range Steps {
		state := "next"
		switch {
		case i < at, present == "Filled":
			state = "done"
		}
		if i == at {
			state = "now"
		}
		out[i] = stageMark{name, state}
	}
	return out
}

// stagePlace says how far along a stage is: "4 of 7"; "" for none of them.
func stagePlace(present string) string {
	if at := slices.Index(Steps, present); at >= 0 {
		return fmt.Sprintf("%d of %d", at+1, len(Steps))
	}
	return ""
}

// debriefStage says where a debrief stands.
func debriefStage(stage debrief.Stage) string {
	switch stage {
	case debrief.Collecting:
		return "Waiting for scorecards"
	case debrief.Closed:
		return "Ready to reveal"
	case debrief.Revealed:
		return "Being discussed"
	case debrief.Rerating:
		return "Second estimates"
	case debrief.Cancelled:
		return "Called off"
	}
	return "Ended"
}

// heat is the colour step of a level on a scale of any length: 1 the lowest, 4 the
// highest.
func heat(level, levels int) int {
	if levels < 2 {
		return 3
	}
	return 1 + (level-1)*3/(levels-1)
}

// offset is where in its recording a quote begins, as minutes and seconds; "" where
// the source has no times.
func offset(c evidence.Citation) string {
	ms, known := c.Start().Ms()
	if !known {
		return ""
	}
	s := ms / 1000
	return fmt.Sprintf("%02d:%02d", s/60, s%60)
}
