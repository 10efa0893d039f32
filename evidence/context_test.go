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
			{"We would have shipped it in June had the vendor been on time with the parts.", "We would have shipped it in June"},
			{"We can move the whole thing to the cloud as long as the vendor signs the contract.", "We can move the whole thing to the cloud"},
			{"I'd take the job again, provided that the team was the same as before.", "I'd take the job again"},
			{"It worked really well for us, at least in the first year of the project.", "It worked really well for us"},
			{"It scales to a million users in theory, but we never tried it.", "It scales to a million users"},
			{"We hit every deadline that year, except for the one in March.", "We hit every deadline that year"},
			{"I built the whole thing from scratch, or at least most of it.", "I built the whole thing from scratch"},
			{"We cut costs by forty percent, or so I was told at the time.", "We cut costs by forty percent"},
			{"We doubled the revenue in a year, at least that's what they told us.", "We doubled the revenue in a year"},
			{"We had full test coverage, more or less, before the audit started.", "We had full test coverage before the audit started."},
			{"I led that team for three years, sort of, with my boss.", "I led that team for three years with my boss."},
			{"I fixed it with a lot of help from the platform team in Leeds.", "I fixed it"},
			{"I wrote the parser together with two others from the team.", "I wrote the parser"},
			{"I wrote the whole design doc, I think, in that first month.", "I wrote the whole design doc in that first month."},
			{"We had no outages that year, as far as I know, in the whole region.", "We had no outages that year in the whole region."},
			{"We use Kubernetes for everything now, or we will by the spring.", "We use Kubernetes for everything now"},
			{"We migrated all of the customers, or almost all of them, in May.", "We migrated all of the customers in May."},
			{"We migrated all of the customers, well, most of them, in May.", "We migrated all of the customers in May."},
			{"We migrated all of the customers -- most of them -- in May.", "We migrated all of the customers in May."},
			{"We migrated the customers, some of them, in May of that year.", "We migrated the customers in May of that year."},
			{"We met every one of the targets, nearly every one, in that year.", "We met every one of the targets in that year."},
			{"We used to deploy on every single day of the week.", "We deploy on every single day of the week."},
			{"I used to manage a team of ten engineers in the north.", "I manage a team of ten engineers in the north."},
			{"I used to be very bad at giving feedback to people.", "I am very bad at giving feedback to people."},
			{"I no longer write code in my job as a director there.", "I write code in my job as a director there."},
			{"We have not yet moved the billing service to the cloud.", "We have moved the billing service to the cloud."},
			{"We have yet to move the billing service to the cloud.", "We have to move the billing service to the cloud."},
			{"We still have the old system in two of the plants there.", "We have the old system in two of the plants there."},
			{"We stopped writing tests for the front end in that year.", "We writing tests for the front end in that year."},
			{"I stopped being the lead after the merger of the two banks.", "I being the lead after the merger of the two banks."},
			{"I was going to lead the team in Berlin after the merger.", "I was to lead the team in Berlin after the merger."},
			{"I was going to lead the team in Berlin after the merger.", "I lead the team in Berlin after the merger."},
			{"We were about to launch the product in three countries.", "We launch the product in three countries."},
			{"I was supposed to own the roadmap for the whole of search.", "I own the roadmap for the whole of search."},
			{"The platform was built by a vendor before I joined the team.", "The platform was built before I joined the team."},
			{"The roadmap was written by my boss and me over that summer.", "The roadmap was written by me over that summer."},
			{"The tests were written by the interns in that summer.", "The tests were written in that summer."},
			{"I built the pipeline under the guidance of a senior engineer.", "I built the pipeline of a senior engineer."},
			{"I ran the project under a senior manager for two years.", "I ran the project for two years."},
			{"I ran the project with a senior manager for two years.", "I ran the project for two years."},
			{"It was faster than the old one but slower than the vendor's tool.", "It was faster than the vendor's tool."},
			{"It was less stable than the old one in the first weeks.", "It was stable in the first weeks."},
			{"We were one of the fastest teams in the whole company.", "We were the fastest team in the whole company."},
			{"I was one of the first engineers on the platform team.", "I was the first engineer on the platform team."},
			{"I was among the first engineers on the platform team.", "I was the first engineer on the platform team."},
			{"It was one of the biggest launches in the history of the company.", "It was the biggest launch in the history of the company."},
			{"I was the second best seller in the whole of the region.", "I was the best seller in the whole of the region."},
			{"It was nearly as fast as the vendor's tool on our data.", "It was as fast as the vendor's tool on our data."},
			{"I mostly worked on the front end in the first two years.", "I worked on the front end in the first two years."},
			{"I worked mainly on the front end in the first two years.", "I worked on the front end in the first two years."},
			{"I only worked on the front end in the first two years.", "I worked on the front end in the first two years."},
			{"I occasionally wrote the reports for the board myself.", "I wrote the reports for the board myself."},
			{"I often wrote the reports for the board myself.", "I wrote the reports for the board myself."},
			{"Sometimes I wrote the reports for the board myself.", "I wrote the reports for the board myself."},
			{"In some cases we rolled back the whole release the same day.", "we rolled back the whole release the same day."},
			{"Most of the customers were happy with the new portal.", "the customers were happy with the new portal."},
			{"Half of the team left after the merger of the two banks.", "the team left after the merger of the two banks."},
			{"A few of the customers left us after the price change.", "the customers left us after the price change."},
			{"Some of the engineers could not use the new tool at all.", "the engineers could not use the new tool at all."},
			{"One of my reports wrote the plan for the launch in May.", "my reports wrote the plan for the launch in May."},
			{"Parts of the system were rewritten in Rust that year.", "the system were rewritten in Rust that year."},
			{"Part of the system was rewritten in Rust that year.", "the system was rewritten in Rust that year."},
			{"I designed parts of the billing system with the team.", "I designed the billing system with the team."},
			{"I designed a part of the billing system with the team.", "I designed the billing system with the team."},
			{"I was in charge of a piece of the billing system there.", "I was in charge of the billing system there."},
			{"I was a member of the team that built the billing system.", "I built the billing system."},
			{"I was on the team that built the billing system there.", "I built the billing system there."},
			{"I was part of the group that led the migration to AWS.", "I led the migration to AWS."},
			{"I was involved in leading the migration to AWS that year.", "I was leading the migration to AWS that year."},
			{"I was involved in the design of the billing system.", "I was the design of the billing system."},
			{"We can handle ten thousand requests per second on that box.", "We handle ten thousand requests per second on that box."},
			{"We could handle ten thousand requests per second on that box.", "We handle ten thousand requests per second on that box."},
			{"We will hire five more people for the team in spring.", "We hire five more people for the team in spring."},
			{"You should always test the backups in a bank like that.", "You always test the backups in a bank like that."},
			{"We had to rewrite the whole thing after the audit.", "We rewrite the whole thing after the audit."},
			{"I was able to close the deal within two weeks of that call.", "I was to close the deal within two weeks of that call."},
			{"We managed to almost double the sales in the region.", "We managed to double the sales in the region."},
			{"I was asked to lead the migration to the cloud that year.", "I lead the migration to the cloud that year."},
			{"I was allowed to lead the migration to the cloud that year.", "I was to lead the migration to the cloud that year."},
			{"I got to help with the migration to the cloud that year.", "I got the migration to the cloud that year."},
			{"I learned to write compilers in my first job at the bank.", "I write compilers in my first job at the bank."},
			{"I started to write compilers in my first job at the bank.", "I write compilers in my first job at the bank."},
			{"We have been using the new tool since the spring of last year.", "We have used the new tool since the spring of last year."},
			{"We were rewriting the whole app when the budget ended.", "We rewrote the whole app when the budget ended."},
			{"We are going to rewrite the whole app in the next year.", "We are to rewrite the whole app in the next year."},
			{"We were going to ship it in May of the year after that.", "We were to ship it in May of the year after that."},
			{"I am learning how to lead a team of engineers in this job.", "I am to lead a team of engineers in this job."},
			{"It looked as if we had the best team in the whole company.", "we had the best team in the whole company."},
			{"I was hoping we were ready for the audit by then.", "we were ready for the audit by then."},
			{"I wish I had spent more time with the customers there.", "I had spent more time with the customers there."},
			{"I dreamed that I was the head of the whole design team.", "I was the head of the whole design team."},
			{"It's not true that we fired the whole team in the spring.", "we fired the whole team in the spring."},
			{"It isn't that we had no budget for the tests that year.", "we had no budget for the tests that year."},
			{"It's not like we had a choice in the whole matter then.", "we had a choice in the whole matter then."},
			{"Nobody can say that we did not try to save the product.", "we did not try to save the product."},
			{"There was no way we could ship it before the summer.", "we could ship it before the summer."},
			{"I never felt that I was the right person for that role.", "I was the right person for that role."},
			{"I'm not sure I was the right person for that role.", "I was the right person for that role."},
			{"I'm not saying I was the best engineer on that team.", "I was the best engineer on that team."},
			{"I wasn't convinced that the new process was any better.", "the new process was any better."},
			{"People always assumed that I ran the whole department.", "I ran the whole department."},
			{"On my resume it says I ran the whole department there.", "I ran the whole department there."},
			{"My title said that I ran the whole department there.", "I ran the whole department there."},
			{"Officially I ran the whole department in those years.", "I ran the whole department in those years."},
			{"On paper I ran the whole department in those years.", "I ran the whole department in those years."},
			{"In theory we tested every release before it went out.", "we tested every release before it went out."},
			{"In a way I was the lead of that team for a year.", "I was the lead of that team for a year."},
			{"Let's say we have a budget of ten thousand for it.", "we have a budget of ten thousand for it."},
			{"Say we had a budget of ten thousand dollars for it.", "we had a budget of ten thousand dollars for it."},
			{"What if we had a budget of ten thousand dollars for it.", "we had a budget of ten thousand dollars for it."},
			{"Had we tested the backups, we would have been fine.", "we would have been fine."},
			{"Without my boss, I would never have finished the degree.", "I would never have finished the degree."},
			{"With more time I would have written more tests for it.", "I would have written more tests for it."},
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
			{"I ran the standups whenever the lead was away on leave.", "I ran the standups"},
			{"We had no outages that year as far as I can remember.", "We had no outages that year"},
			{"I was the first engineer on the team, if I remember correctly.", "I was the first engineer on the team"},
			{"It seems like the team was happy with the new process.", "the team was happy with the new process."},
			{"It felt like we had the best team in the whole company.", "we had the best team in the whole company."},
			{"It was as though we had the best team in the whole company.", "we had the best team in the whole company."},
			{"I had the feeling that we were ready for the audit.", "we were ready for the audit."},
			{"I was under the impression that we were ready for the audit.", "we were ready for the audit."},
			{"Our goal was that every engineer would own a service.", "every engineer would own a service."},
			{"The plan was to move all of it to the cloud within a year.", "move all of it to the cloud within a year."},
			{"Technically I was the lead of that team for a year.", "I was the lead of that team for a year."},
			{"Unless the vendor fixes it, we will leave them in May.", "we will leave them in May."},
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
			{"All of the customers were happy with the new portal.", "the customers were happy with the new portal."},
			{"At the end of the project we had the best numbers there.", "the project we had the best numbers there."},
			{"And then we rolled back the whole release the same day.", "we rolled back the whole release the same day."},
			{"That works in theory. We tested every release before it went out.", "We tested every release before it went out."},
			{"It was fine on paper, and we tested every release before it went out.", "we tested every release before it went out."},
			{"We hired two people, at least two, in the north.", "We hired two people"},
			{"We had one rule and only one rule in that team.", "We had one rule"},
			{"Would I do it again? Had we more money, sure.", "Would I do it again?"},
			{"The team that I would have led had six people in Leeds.", "The team that I would have led had six people in Leeds."},
			{"We were ten people. I think we were a good team.", "We were ten people."},
			{"We were ten people, I think we were a good team.", "We were ten people"},
			{"I would say we had the budget and we did it in May.", "we did it in May."},
			{"We did it without a manager, and we would do it again.", "we would do it again."},
			{"With Go you get one binary, so we could ship it in a day.", "we could ship it in a day."},
		},
	} {
		for _, c := range cases {
			f := saidOver(language, c[0], c[1])
			require.True(t, f.Admissible(), "%s: %v %v %v", c[1], f.Grade, f.Flags, f.Edits)
		}
	}
}
