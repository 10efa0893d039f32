package evidence_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/transcript"
)

// saidOver verifies a quote of what a candidate said in turns; every second of the turns,
// which " | " parts, is a listener's.
func saidOver(language, said, quote string) evidence.Finding {
	src := evidence.Source{Ref: evidence.SourceRef{Kind: evidence.TranscriptSource, ID: "x", Hash: "h"}, Language: language}
	for i, text := range strings.Split(said, " | ") {
		speaker := evidence.Speaker{ID: "c", Role: transcript.Candidate}
		if i%2 == 1 {
			speaker = evidence.Speaker{ID: "a", Role: transcript.Interviewer}
		}
		src.Passages = append(src.Passages, evidence.Passage{ID: strconv.Itoa(i), Speaker: speaker, Text: text})
	}
	return evidence.NewIndex(src).Verify(evidence.Claim{Quote: quote, Speaker: "c"}, evidence.CandidateOnly())
}

// What stands around a quote, or a small word in it, turns what it says: it is refused.
func TestQuotesThatSayMoreThanWasSaidAreRefused(t *testing.T) {
	t.Parallel()
	for language, cases := range map[string][][2]string{
		"en": {
			{"At Acme I led the whole of the design team for about two years | And at Globex, tell me about that. | I built the sales team from scratch with eleven people.", "At Acme I led the whole of the design team for about two years, I built the sales team from scratch with eleven people."},
			{"I led the team -- part of the team -- for the whole of that year.", "I led the team for the whole of that year."},
			{"I led the team {disfmarker} a small part of the team for that year .", "I led the team for that year."},
			{"I led the team, or part of the team, for the whole of that year.", "I led the team for the whole of that year."},
			{"I led the team, uh, part of the team, for the whole of that year.", "I led the team for the whole of that year."},
			{"So we were ready for the audit, right? No, not even close, my friend.", "So we were ready for the audit."},
			{"We built the tool that built the app for all of the stores in town.", "We built the app for all of the stores in town."},
			{"We moved all of the old forms to the new printer in the plant | Describe a failure then. | and the whole night shift went home for three days after it.", "We moved all of the old forms to the new printer in the plant and the whole night shift went home for three days after it."},
			{"We shipped the app to all of the stores in six weeks | You mean the vendor did. | right, and it was used by everyone in the first month.", "We shipped the app to all of the stores in six weeks, and it was used by everyone in the first month."},
			{"And my boss says to me: I want the whole thing rebuilt by June.", "I want the whole thing rebuilt by June."},
			{"At Acme I led the whole of the design team for about two years | And at Globex, tell me about that. | I built the sales team from scratch with eleven people.", "At Acme I led the whole of the design team for about two years... I built the sales team from scratch with eleven people."},
			{"I don't think that at the end of the day | Right. | we had the right people on the team for the new plant.", "we had the right people on the team for the new plant."},
			{"I was told that, you know, we had the people to build it ourselves.", "we had the people to build it ourselves."},
			{"If they had paid us for it in the spring | Right. | we would have shipped the app to all of the stores in June.", "we would have shipped the app to all of the stores in June."},
			{"Kim's view was that we lost the deal over the price of the seats.", "we lost the deal over the price of the seats."},
			{"My boss told everyone in the plant that | Okay. | we had lost the customer over the price of the new seats.", "we had lost the customer over the price of the new seats."},
			{"We moved all of the old forms to the new printer in the plant | how did that go | and the whole night shift was happy with the way it was done there.", "We moved all of the old forms to the new printer in the plant... the whole night shift was happy with the way it was done there."},
			{"And my boss said, I want the whole thing rebuilt by June.", "I want the whole thing rebuilt by June."},
			{"My boss said, the team was late with the whole release in May.", "the team was late with the whole release in May."},
			{"I was told that we had the people to build it ourselves.", "we had the people to build it ourselves."},
			{"We were told the whole release would move to May because of the audit.", "the whole release would move to May because of the audit."},
			{"I've been told that we saved the company a lot of money in that year.", "we saved the company a lot of money in that year."},
			{"The rumor was that we lost the deal over the price of the seats.", "we lost the deal over the price of the seats."},
			{"Their argument was we lost the deal over the price of the seats.", "we lost the deal over the price of the seats."},
			{"My boss told everyone in the plant that we had lost the customer over the price.", "we had lost the customer over the price."},
			{"I don't think that, at the end of the day, we had the right people on the team.", "we had the right people on the team."},
			{"I wouldn't say that in those first two years at the bank we had the right people on the team.", "we had the right people on the team."},
			{"My manager claimed that in those first two years at the bank we had the right people on the team.", "we had the right people on the team."},
			{"If they had paid us for it in the spring of that same year we would have shipped the app to all of the stores in June.", "we would have shipped the app to all of the stores in June."},
			{"If the vendor had been on time with the whole of it that spring | Right. | then I could have shipped the app to all of the stores.", "I could have shipped the app to all of the stores."},
			{"And he says to me: I want the whole thing rebuilt by June.", "I want the whole thing rebuilt by June."},
			{"At Acme I led the whole of the design team for about two years | Okay, walk me through Globex. | I built the sales team from scratch with eleven people.", "At Acme I led the whole of the design team for about two years... I built the sales team from scratch with eleven people."},
			{"At Acme I led the whole of the design team for about two years | Talk about Globex a bit. | I built the sales team from scratch with eleven people.", "At Acme I led the whole of the design team for about two years... I built the sales team from scratch with eleven people."},
			{"At Acme I led the whole of the design team for about two years | what happened at Globex | I built the sales team from scratch with eleven people.", "At Acme I led the whole of the design team for about two years... I built the sales team from scratch with eleven people."},
			{"I led the whole of the design team for about two years | So your manager did the hiring. | Yeah, and I built the sales team from scratch with eleven people.", "I led the whole of the design team for about two years and I built the sales team from scratch with eleven people."},
		},
		"es": {
			{"Dirigió el equipo de ventas del norte durante tres años seguidos.", "Dirigí el equipo de ventas del norte durante tres años seguidos."},
			{"Escribió el código de la planta del norte en un solo año de trabajo.", "Escribí el código de la planta del norte en un solo año de trabajo."},
			{"Gané cien mil euros para la planta del norte en un solo año de trabajo.", "Ganó cien mil euros para la planta del norte en un solo año de trabajo."},
			{"Lideró el equipo de ventas del norte durante tres años seguidos.", "Lideré el equipo de ventas del norte durante tres años seguidos."},
		},
		"fr": {
			{"Il n'y a plus de tests dans toute l'usine du nord cette année.", "Il y a plus de tests dans toute l'usine du nord cette année."},
			{"Je n'étais plus sûr de moi dans toute l'usine du nord cette année.", "J'étais plus sûr de moi dans toute l'usine du nord cette année."},
			{"On n'a plus de bugs en production dans toute l'usine du nord.", "On a plus de bugs en production dans toute l'usine du nord."},
		},
	} {
		for _, c := range cases {
			f := saidOver(language, c[0], c[1])
			require.False(t, f.Admissible(), "%s: %v %v %v", c[1], f.Grade, f.Flags, f.Edits)
		}
	}
}

// A quote that says a little more than was said is shown to a person.
func TestQuotesThatSayALittleMoreAreFlagged(t *testing.T) {
	t.Parallel()
	for language, cases := range map[string][][2]string{
		"en": {
			{"I'd like to think that we had the people to build it all ourselves.", "we had the people to build it all ourselves."},
			{"She'd have me believe that we, we had the people to build it all.", "we had the people to build it all."},
			{"You'd think we were ready for the audit by then, but we were not.", "we were ready for the audit by then"},
			{"My view was that we lost the deal over the price of the seats.", "we lost the deal over the price of the seats."},
			{"I'm pretty sure that in those first two years at the bank, we had the right people on the team.", "we had the right people on the team."},
			{"I'm pretty sure from listening to Eric that , you know given the words he was saying and given his pronunciation that the reason that he's so much worse is the lapel.", "the reason that he's so much worse is the lapel"},
			{"They'd have you believe that we had the people to build it all.", "we had the people to build it all."},
		},
	} {
		for _, c := range cases {
			f := saidOver(language, c[0], c[1])
			require.True(t, f.Admissible(), "%s: %v %v %v", c[1], f.Grade, f.Flags, f.Edits)
			require.NotEmpty(t, f.Flags, c[1])
		}
	}
}

// What only looks like one of those is kept.
func TestQuotesThatOnlySeemToSayMoreAreKept(t *testing.T) {
	t.Parallel()
	for language, cases := range map[string][][2]string{
		"en": {
			{"As my boss said, we were late with the whole release in May.", "we were late with the whole release in May."},
			{"Like I said, we were late with the whole release in May.", "we were late with the whole release in May."},
			{"We did what he said, we moved the whole release to May.", "we moved the whole release to May."},
			{"I told my boss, we need to move the whole release to May.", "we need to move the whole release to May."},
			{"I was like, we need to move the whole release to May.", "we need to move the whole release to May."},
			{"I was telling everyone that we saved the company a lot of money in that year.", "we saved the company a lot of money in that year."},
			{"I told them that we saved the company a lot of money in that year.", "we saved the company a lot of money in that year."},
			{"The truth was that we lost the deal over the price of the seats.", "we lost the deal over the price of the seats."},
			{"The result was that we lost the deal over the price of the seats.", "we lost the deal over the price of the seats."},
			{"The problem was that we lost the deal over the price of the seats.", "we lost the deal over the price of the seats."},
			{"I know that in those first two years at the bank we had the right people on the team.", "we had the right people on the team."},
			{"We asked if they would pay for it in the spring, they did, and we shipped the app to all of the stores in June.", "we shipped the app to all of the stores in June."},
			{"We built it with the vendor in the spring | Right. | and we shipped the app to all of the stores in June.", "we shipped the app to all of the stores in June."},
			{"Let me tell you, we had the people to build it all.", "we had the people to build it all."},
			{"I can tell you that we had the people to build it all.", "we had the people to build it all."},
			{"What I say to everyone is this: I want the whole thing rebuilt by June.", "I want the whole thing rebuilt by June."},
			{"At Acme I led the whole of the design team for about two years | What a story. | and I built the sales team from scratch with eleven people.", "At Acme I led the whole of the design team for about two years... I built the sales team from scratch with eleven people."},
			{"At Acme I led the whole of the design team for about two years | How cool. | and I built the sales team from scratch with eleven people.", "At Acme I led the whole of the design team for about two years... I built the sales team from scratch with eleven people."},
			{"At Acme I led the whole of the design team for about two years | That must have been hard for you. | Yeah, and I built the sales team from scratch with eleven people.", "At Acme I led the whole of the design team for about two years... I built the sales team from scratch with eleven people."},
			{"At Acme I led the whole of the design team for about two years | I like that. | Yes, and I built the sales team from scratch with eleven people.", "At Acme I led the whole of the design team for about two years and I built the sales team from scratch with eleven people."},
			{"At Acme I led the whole of the design team for about two years | Oh, I did that once. | Yes, and I built the sales team from scratch with eleven people.", "At Acme I led the whole of the design team for about two years and I built the sales team from scratch with eleven people."},
		},
	} {
		for _, c := range cases {
			f := saidOver(language, c[0], c[1])
			require.True(t, f.Admissible(), "%s: %v %v %v", c[1], f.Grade, f.Flags, f.Edits)
		}
	}
}
