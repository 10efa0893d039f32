package web

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/compensation"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/summary"
)

// errForm is the sentinel for a form field that cannot be read.
var errForm = errors.New("workbench: form")

// acts are what the forms of a search's page do, by the last part of their address.
// Each returns what it did, in words.
var acts = map[string]func(ctx context.Context, s *Server, who actor.Human, id requisition.ID, f url.Values) (string, error){
	"sourcing": func(ctx context.Context, s *Server, who actor.Human, id requisition.ID, _ url.Values) (string, error) {
		_, err := s.tenant.Requisitions().StartSourcing(ctx, who, id)
		return "Sourcing has started. A pulse check is due in two weeks.", err
	},
	"candidate": addCandidate,
	"consent":   recordConsent,
	"schedule": func(ctx context.Context, s *Server, who actor.Human, id requisition.ID, f url.Values) (string, error) {
		slot, err := s.slot(ctx, who, id, f)
		if err != nil {
			return "", err
		}
		_, err = s.tenant.Interviews().Schedule(ctx, who, requisition.ApplicationID(f.Get("about")), requisition.RoundID(f.Get("round")), slot)
		return "The interview is scheduled for " + s.moment(slot.Start) + ".", err
	},
	"move": func(ctx context.Context, s *Server, who actor.Human, id requisition.ID, f url.Values) (string, error) {
		slot, err := s.slot(ctx, who, id, f)
		if err != nil {
			return "", err
		}
		_, err = s.tenant.Interviews().Reschedule(ctx, who, requisition.InterviewID(f.Get("interview")), slot)
		return "The interview is moved to " + s.moment(slot.Start) + ".", err
	},
	"held": func(ctx context.Context, s *Server, who actor.Human, _ requisition.ID, f url.Values) (string, error) {
		iv, err := s.tenant.Interviews().Get(ctx, who, requisition.InterviewID(f.Get("interview")))
		if err != nil {
			return "", err
		}
		actual, now := iv.Scheduled, s.now().UTC()
		if actual.End.After(now) {
			actual.End = now
		}
		if !actual.Start.Before(actual.End) {
			actual.Start = actual.End.Add(-time.Minute)
		}
		if _, err := s.tenant.Interviews().RecordHeld(ctx, who, iv.ID, actual, s.attendance(iv, f)...); err != nil {
			return "", err
		}
		_, err = s.tenant.Scorecards().Draft(ctx, iv.ID)
		return "The interview was held. Scorecards are due.", err
	},
	"noshow": func(ctx context.Context, s *Server, who actor.Human, _ requisition.ID, f url.Values) (string, error) {
		_, err := s.tenant.Interviews().MarkNoShow(ctx, who, requisition.InterviewID(f.Get("interview")))
		return "Recorded: the interview did not take place.", err
	},
	"cancel": func(ctx context.Context, s *Server, who actor.Human, _ requisition.ID, f url.Values) (string, error) {
		_, err := s.tenant.Interviews().Cancel(ctx, who, requisition.InterviewID(f.Get("interview")))
		return "The interview is called off.", err
	},
	"book": func(ctx context.Context, s *Server, who actor.Human, id requisition.ID, f url.Values) (string, error) {
		start, err := s.startOf(f.Get("start"))
		if err != nil {
			return "", err
		}
		b := debrief.Booking{Slot: requisition.Slot{Start: start, Zone: s.zoneName()}}
		for _, app := range f["application"] {
			b.Applications = append(b.Applications, requisition.ApplicationID(app))
		}
		_, err = s.tenant.Debriefs().Book(ctx, who, id, b)
		return "The debrief is booked for " + s.moment(start) + ".", err
	},
	"withdraw": func(ctx context.Context, s *Server, who actor.Human, _ requisition.ID, f url.Values) (string, error) {
		_, err := s.tenant.Requisitions().Withdraw(ctx, who, requisition.ApplicationID(f.Get("about")), f.Get("reason"))
		return "Recorded: the candidate withdrew.", err
	},
	"reject": func(ctx context.Context, s *Server, who actor.Human, _ requisition.ID, f url.Values) (string, error) {
		_, err := s.tenant.Requisitions().Reject(ctx, who, requisition.ApplicationID(f.Get("about")), f.Get("reason"))
		return "The application has ended.", err
	},
	"offer": func(ctx context.Context, s *Server, who actor.Human, _ requisition.ID, f url.Values) (string, error) {
		terms, err := pay(f)
		if err != nil {
			return "", err
		}
		var by time.Time
		if day := f.Get("answer_by"); day != "" {
			if by, err = time.ParseInLocation(time.DateOnly, day, s.opts.Zone); err != nil {
				return "", fault.New(errForm, "form.date", "/answer_by", "the date is written like 2026-11-30")
			}
			by = by.Add(17 * time.Hour)
		}
		_, err = s.tenant.Requisitions().ExtendOffer(ctx, who, requisition.ApplicationID(f.Get("about")), terms, by)
		return "The offer is out.", err
	},
	"accepted": func(ctx context.Context, s *Server, who actor.Human, _ requisition.ID, f url.Values) (string, error) {
		_, err := s.tenant.Requisitions().AcceptOffer(ctx, who, requisition.OfferID(f.Get("offer")))
		return "Accepted. The retro is due in two days.", err
	},
	"declined": func(ctx context.Context, s *Server, who actor.Human, _ requisition.ID, f url.Values) (string, error) {
		_, err := s.tenant.Requisitions().DeclineOffer(ctx, who, requisition.OfferID(f.Get("offer")), f.Get("reason"))
		return "Recorded: the candidate declined.", err
	},
	"pulse": func(ctx context.Context, s *Server, who actor.Human, _ requisition.ID, f url.Values) (string, error) {
		if f.Get("rubric") == "" || f.Get("candidates") == "" {
			return "", fault.New(errForm, "form.pulse", "/rubric", "answer both questions, yes or no")
		}
		err := s.tenant.Reviews().AnswerPulse(ctx, who, debrief.PulseID(f.Get("about")), f.Get("rubric") == "yes", f.Get("candidates") == "yes", f.Get("why"))
		return "Your answer is in. Both are shown once both are in." + noticed(f.Get("why")), err
	},
	"retro": func(ctx context.Context, s *Server, who actor.Human, id requisition.ID, f url.Values) (string, error) {
		_, _, err := s.tenant.Reviews().HoldRetro(ctx, who, id, []string{f.Get("keep1"), f.Get("keep2")}, debrief.ChangeKind(f.Get("kind")), f.Get("change"))
		return "The retro is recorded; its change waits for the next requisition." + noticed(f.Get("keep1"), f.Get("keep2"), f.Get("change")), err
	},
	"accept-change": func(ctx context.Context, s *Server, who actor.Human, id requisition.ID, f url.Values) (string, error) {
		_, err := s.tenant.Reviews().AcceptChange(ctx, who, debrief.ChangeID(f.Get("about")), id)
		return "The change is accepted.", err
	},
	"decline-change": func(ctx context.Context, s *Server, who actor.Human, id requisition.ID, f url.Values) (string, error) {
		_, err := s.tenant.Reviews().DeclineChange(ctx, who, debrief.ChangeID(f.Get("about")), id, f.Get("reason"))
		return "The change is declined." + noticed(f.Get("reason")), err
	},
	"hold": func(ctx context.Context, s *Server, who actor.Human, id requisition.ID, f url.Values) (string, error) {
		_, err := s.tenant.Requisitions().PutOnHold(ctx, who, id, f.Get("reason"))
		return "The requisition is on hold.", err
	},
	"reopen": func(ctx context.Context, s *Server, who actor.Human, id requisition.ID, f url.Values) (string, error) {
		_, err := s.tenant.Requisitions().Reopen(ctx, who, id, f.Get("reason"))
		return "The requisition goes on once its hiring manager has confirmed the rubric.", err
	},
	"close": func(ctx context.Context, s *Server, who actor.Human, id requisition.ID, f url.Values) (string, error) {
		_, err := s.tenant.Requisitions().Close(ctx, who, id, f.Get("reason"))
		return "The requisition is closed.", err
	},
	"handover": func(ctx context.Context, s *Server, who actor.Human, id requisition.ID, f url.Values) (string, error) {
		role, to, _ := strings.Cut(f.Get("next"), "/")
		next := s.personRef(to)
		_, err := s.tenant.Requisitions().HandOver(ctx, who, id, actor.Role(role), next, f.Get("reason"))
		return "The requisition is handed over to " + bare(next.Name) + ".", err
	},
	"confirm": func(ctx context.Context, s *Server, who actor.Human, id requisition.ID, f url.Values) (string, error) {
		_, err := s.tenant.Requisitions().Reconfirm(ctx, who, id, f.Get("hash"))
		return "You stand by the rubric; the requisition goes on.", err
	},
}

// attendance reads who of the panel was there: "absent", or who stood in for them.
// Where nothing is said, the whole panel was.
func (s *Server) attendance(iv requisition.Interview, f url.Values) []requisition.Attendance {
	var out []requisition.Attendance
	said := false
	for _, seat := range iv.Panel {
		a := requisition.Attendance{Panelist: seat.Panelist, Attended: true}
		switch by := f.Get("was_" + seat.Panelist.ID); by {
		case "":
		case "absent":
			a.Attended, said = false, true
		default:
			a.Panelist, a.SubstituteFor, said = s.personRef(by), seat.Panelist.ID, true
		}
		out = append(out, a)
	}
	if !said {
		return nil
	}
	return out
}

// addCandidate records a person, what they answered to being asked, and their
// application.
func addCandidate(ctx context.Context, s *Server, who actor.Human, id requisition.ID, f url.Values) (string, error) {
	if _, err := s.tenant.Requisitions().Get(ctx, who, id); err != nil {
		return "", err
	}
	answers, err := s.answersIn(f, "")
	if err != nil {
		return "", err
	}
	person, err := s.tenant.Requisitions().AddCandidate(ctx, who, f.Get("name"))
	if err != nil {
		return "", err
	}
	if len(answers) > 0 {
		if _, err := s.tenant.Privacy().Record(ctx, who, person.ID, answers...); err != nil {
			return "", err
		}
	}
	_, err = s.tenant.Requisitions().Apply(ctx, who, id, person.ID, requisition.SourceKind(f.Get("source")))
	return bare(person.Name) + " is a candidate now.", err
}

// slot reads the time of an interview; its length is the round's.
func (s *Server) slot(ctx context.Context, who actor.Human, id requisition.ID, f url.Values) (requisition.Slot, error) {
	start, err := s.startOf(f.Get("start"))
	if err != nil {
		return requisition.Slot{}, err
	}
	req, err := s.tenant.Requisitions().Get(ctx, who, id)
	if err != nil {
		return requisition.Slot{}, err
	}
	minutes := 60
	if round, ok := req.Plan.Round(requisition.RoundID(f.Get("round"))); ok {
		minutes = round.Minutes
	}
	return requisition.Slot{Start: start, End: start.Add(time.Duration(minutes) * time.Minute), Zone: s.zoneName()}, nil
}

// startOf reads a day and a time.
func (s *Server) startOf(field string) (time.Time, error) {
	start, err := time.ParseInLocation("2006-01-02T15:04", field, s.opts.Zone)
	if err != nil {
		return time.Time{}, fault.New(errForm, "form.time", "/start", "give a day and a time")
	}
	return start, nil
}

// zoneName is the zone's IANA name; UTC where the machine does not say.
func (s *Server) zoneName() string {
	if name := s.opts.Zone.String(); name != "Local" {
		return name
	}
	return "UTC"
}

// pay reads a pay range; empty fields are no range.
func pay(f url.Values) (compensation.Range, error) {
	low, high := strings.TrimSpace(f.Get("pay_low")), strings.TrimSpace(f.Get("pay_high"))
	if low == "" && high == "" {
		return compensation.Range{}, nil
	}
	out := compensation.Range{Currency: f.Get("pay_currency"), Period: compensation.Year, Components: "base"}
	var err error
	if out.Low, err = strconv.ParseInt(low, 10, 64); err != nil {
		return out, fault.New(errForm, "form.pay", "/pay_low", "pay is a whole number, without separators")
	}
	if high == "" {
		high = low
	}
	if out.High, err = strconv.ParseInt(high, 10, 64); err != nil {
		return out, fault.New(errForm, "form.pay", "/pay_high", "pay is a whole number, without separators")
	}
	return out, nil
}

func number(text string) int {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil {
		return 0
	}
	return n
}

// payText says a range.
func payText(r compensation.Range) string {
	switch {
	case r.IsZero():
		return "not set"
	case r.Low == r.High:
		return fmt.Sprintf("%s %s a %s", grouped(r.Low), r.Currency, r.Period)
	}
	return fmt.Sprintf("%s to %s %s a %s", grouped(r.Low), grouped(r.High), r.Currency, r.Period)
}

// expected says what a candidate expects, with figures as payText writes them.
func expected(s summary.Signal) string {
	text := s.Text()
	for _, n := range []int64{s.Expectation.Low, s.Expectation.High} {
		text = strings.Replace(text, strconv.FormatInt(n, 10), grouped(n), 1)
	}
	return text
}

func grouped(n int64) string {
	text := strconv.FormatInt(n, 10)
	for i := len(text) - 3; i > 0 && text[i-1] != '-'; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
