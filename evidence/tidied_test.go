package evidence_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/transcript"
)

// tidied verifies a quote of what a candidate said among other words.
func tidied(said, quote string) evidence.Finding {
	src := evidence.Source{Ref: evidence.SourceRef{Kind: evidence.TranscriptSource, ID: "x", Hash: "h"}, Passages: []evidence.Passage{
		{ID: "0", Speaker: evidence.Speaker{ID: "a", Role: transcript.Interviewer}, Text: "Tell me about that and what you did with the team."},
		{ID: "1", Speaker: evidence.Speaker{ID: "c", Role: transcript.Candidate}, Text: "Before that we made something else with other people in the old office. " +
			said + " Then it was winter and nobody called us again."},
	}}
	return evidence.NewIndex(src).Verify(evidence.Claim{Quote: quote, Speaker: "c"}, evidence.CandidateOnly())
}

func TestTidiedSpeechIsAdmitted(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{"Yeah, we moved the whole thing to the cloud in a year.", "Yes, we moved the whole thing to the cloud in a year."},
		{"He don't like the new process at all in the warehouse.", "He doesn't like the new process at all in the warehouse."},
		{"We waited two and a half hours for the deploy to finish.", "We waited 2.5 hours for the deploy to finish."},
		{"It took two and a half million requests to see it once.", "It took 2.5 million requests to see it once."},
		{"We saved about half a million dollars in the first year alone.", "We saved about $500,000 in the first year alone."},
		{"We saved about a million and a half dollars in the first year.", "We saved about $1.5 million in the first year."},
		{"It grew by five per cent each year in the south region.", "It grew by 5% each year in the south region."},
		{"In my twenties I worked on a farm near the lake.", "In my 20s I worked on a farm near the lake."},
		{"On March third we cut over to the new data center.", "On March 3, we cut over to the new data center."},
		{"We go live on the 29th of November in all the stores.", "We go live on 29 November in all the stores."},
		{"It was issue number one on the list of the whole team.", "It was issue #1 on the list of the whole team."},
		{"I seen the whole team change its mind over that weekend.", "I saw the whole team change its mind over that weekend."},
		{"So I asked my boss if the budget was approved for it.", "I asked my boss whether the budget was approved for it."},
		{"We bought servers and switches and stuff for the lab in Leeds.", "We bought servers and switches for the lab in Leeds."},
		{"We shipped it, and so on and so forth, to every store in town.", "We shipped it to every store in town."},
		{"Me and my team, we built the ingestion pipeline from scratch.", "Me and my team built the ingestion pipeline from scratch."},
		{"She work very hard with the customer support people.", "She works very hard with the customer support people."},
		{"I have five year of experience with the Python language.", "I have five years of experience with the Python language."},
		{"We keep all the intermediates states of every block there.", "We keep all the intermediate states of every block there."},
		{"They got great banking infrastructure in that country.", "They've got great banking infrastructure in that country."},
		{"There were too many b buttons and a d dial on the thing.", "There were too many buttons and a dial on the thing."},
		{"I've never, I never felt good about the launch that year.", "I've never felt good about the launch that year."},
		{"It is hard work being on the road, hard work, for a band.", "It is hard work being on the road for a band."},
		{"You don't want to I hate looking at a million tiny buttons.", "I hate looking at a million tiny buttons."},
		{"I wrote Go for the last - I can't remember - six years here.", "I wrote Go for the last ... six years here."},
		{"I had to let two people go that year, which was, that was awful.", "I had to let two people go that year, which was awful."},
		{"I call the client every week and I ask what they need.", "I call the client every week and ask what they need."},
		{"There's a couple of things I'd do different.", "There are a couple of things I'd do differently."},
		{"It is one of the reason that we moved to Leeds then.", "It is one of the reasons that we moved to Leeds then."},
		{"We organised the behaviour and colour tests in the centre.", "We organized the behavior and color tests in the center."},
		{"There's a couple of old-school users here, so I don't think -- nobody's surprised by it.", "There's a couple of old-school users here, so... nobody's surprised by it."},
		{"They watch each other. You can't go and ship something that -- there have been releases with bugs.", "They watch each other. ... there have been releases with bugs."},
		{"We have the power to direct them, so if they decide not to look -- I routinely get letters about it.", "We have the power to direct them ... I routinely get letters about it."},
		{"If it is for all of them maybe that's not very uh {disfmarker} yeah , we need a simple tool for it .", "If it is for all of them ... we need a simple tool for it."},
		{"So that's a private -- not a private, but internal repository for the whole team.", "So that's ... internal repository for the whole team."},
		{"We don't have enough people here. But we don't have enough people to mend it all, so we wait for May.", "We don't have enough people here ... so we wait for May."},
		{"We look for more consistency in Leeds. It was hard, and that was the point of the whole plan.", "We look for more consistency in Leeds ... that was the point of the whole plan."},
		{"That is pretty much the reason why so many people follow the page.", "That is pretty much the reason so many people follow the page."},
		{"The ball is a good idea because of it's stability in the whole thing.", "The ball is a good idea because of its stability in the whole thing."},
		{"It looks like low code, and those tools - they have an issue with it.", "It looks like low code, and those tools have an issue with it."},
		{"In the spring there would be like a lot less of open source work.", "In the spring there would be a lot less open source work."},
		{"It's all things they eat and it's all things that they drink in Leeds.", "It's all things they eat and things that they drink in Leeds."},
		{"We have to do that in the south, and we also have to do that in the north.", "We have to do that in the south, and also in the north."},
		{"It costs twelve Euros at most . 'Kay . So we had to sell two .", "It costs 12 euros at most. Okay. So, we had to sell two."},
		{"It goes down from maybe {disfmarker} For the phones it goes down from ten percent to eight .", "For the phones it goes down from ten percent to eight."},
	} {
		f := tidied(c[0], c[1])
		require.True(t, f.Admissible(), "%s: %v %v", c[1], f.Flags, f.Edits)
	}
}

func TestWhatLooksTidiedIsRefused(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{"I call the client every week and they ask what they need.", "I call the client every week and ask what they need."},
		{"I call the client and we never lost one and I ask what they need.", "I call the client and we never lost one and ask what they need."},
		{"We shipped the release, but not always, on time in the end.", "We shipped the release on time in the end."},
		{"There's a couple of users here, so I don't think that the whole team was surprised by it.", "There's a couple of users here, so... the whole team was surprised by it."},
		{"There's a couple of users here, so I don't think the vendor -- the whole team was surprised.", "There's a couple of users here, so... the whole team was surprised."},
		{"We have the power to direct them, so they decide not to look -- at least the police of Leeds.", "We have the power to direct them ... at least the police of Leeds."},
		{"So that's a private matter, we did not own it, but internal people read it.", "So that's a private matter ... internal people read it."},
		{"We look for more consistency in Leeds. But in the end it is the training of teachers that will make the difference.", "We look for more consistency in Leeds ... that will make the difference."},
		{"So I did not build it, but sold it for the whole of that year.", "So I did ... sold it for the whole of that year."},
		{"They don't have enough people here. But we don't have enough people to mend it all, so we wait for May.", "They don't have enough people here ... so we wait for May."},
		{"I know why so many people follow the page of the team in Leeds.", "I know so many people follow the page of the team in Leeds."},
		{"It looks like low code, and those tools - we have an issue with it.", "It looks like low code, and those tools have an issue with it."},
		{"At that time our office was like a hospital for old machines.", "At that time our office was a hospital for old machines."},
		{"We never have to do that in the south, and we also have to do that in the north.", "We never have to do that in the south, and also in the north."},
		{"It's not all things they eat and it's all things that they drink in Leeds.", "It's not all things they eat and things that they drink in Leeds."},
		{"It was for maybe {disfmarker} for the phones of ten of them in the end .", "for the phones of ten of them in the end"},
		{"He was proud, she was not really happy.", "He was proud, she was happy."},
		{"We never, they never shipped it on time in my view.", "we shipped it on time in my view"},
		{"I've never, I ever felt good about the launch that year.", "I've ever felt good about the launch that year."},
		{"I have not, I was told, seen the logs of that outage.", "I have seen the logs of that outage."},
		{"We have automated tests for the billing service here.", "We automated tests for the billing service here."},
		{"I would have done the migration in two weeks at most.", "I would done the migration in two weeks at most."},
		{"I would have done the migration in two weeks at most.", "I have done the migration in two weeks at most."},
		{"I had to be told twice about the safety rules there.", "I was told twice about the safety rules there."},
		{"He could have worked with the vendor on the contract.", "He worked with the vendor on the contract."},
		{"She works with the engineer on the new payment flow.", "She works with the engineers on the new payment flow."},
		{"I managed the team that owned search and ranking.", "I managed the teams that owned search and ranking."},
		{"I built a system for the bank in Dublin last year.", "I built systems for the bank in Dublin last year."},
		{"We saved half a million dollars in the first year alone.", "We saved a million dollars in the first year alone."},
		{"We saved half a million dollars in the first year alone.", "We saved 5 million dollars in the first year alone."},
		{"We waited two and a half hours for the deploy to finish.", "We waited two hours for the deploy to finish."},
		{"We waited two and a half hours for the deploy to finish.", "We waited 25 hours for the deploy to finish."},
		{"On March third we cut over to the new data center.", "On March 13 we cut over to the new data center."},
		{"We came third in March in the sales ranking of offices.", "We came three in March in the sales ranking of offices."},
		{"We don't want to lose anybody, so that nobody leaves early we pay well.", "nobody leaves early we pay well."},
		{"We did not document it, so that the new people got lost.", "the new people got lost."},
		{"I don't want to say the team failed in the first quarter.", "say the team failed in the first quarter."},
		{"My team, we built the ingestion pipeline from scratch in Go.", "I built the ingestion pipeline from scratch in Go."},
		{"They, we built the ingestion pipeline from scratch in Go.", "They built the ingestion pipeline from scratch in Go."},
		{"Me and my team, they built the pipeline, we only watched it.", "Me and my team built the pipeline, we watched it."},
		{"It was hard work, not easy work, but we did it in the end.", "It was hard work, but we did it in the end."},
		{"It wasn't good, it was bad, not good, for the whole team.", "It was good, it was bad, not good, for the whole team."},
		{"If the budget was approved we would hire two more people.", "The budget was approved, we would hire two more people."},
		{"I asked him if he had shipped the release before the audit.", "he had shipped the release before the audit."},
		{"I don't know whether it works for the larger customers.", "it works for the larger customers."},
		{"We used series B money to hire the sales team in Paris.", "We used series A money to hire the sales team in Paris."},
		{"The community grew fast after the launch of the forum.", "The immunity grew fast after the launch of the forum."},
		{"I reported to Jansen for three years in the Oslo office.", "I reported to Hansen for three years in the Oslo office."},
		{"We do test the backups every Friday night at the site.", "We did test the backups every Friday night at the site."},
		{"I did lead the team during the merger of both banks.", "I do lead the team during the merger of both banks."},
		{"I was in my thirties when I moved into management there.", "I was in my twenties when I moved into management there."},
		{"She told us we had to move, we had to move or whatever they wanted.", "we had to move"},
		{"I have seen what happens when people skip the checklist.", "I saw what happens when people skip the checklist and it was me who fixed it."},
		{"I guess he done it by himself over that long weekend.", "he did it with me over that long weekend."},
	} {
		f := tidied(c[0], c[1])
		require.False(t, f.Admissible(), "%s: %v", c[1], f.Edits)
	}
}

func TestASurprisedListenerAsksNothing(t *testing.T) {
	t.Parallel()
	ix := func(between string) *evidence.Index {
		return evidence.NewIndex(evidence.Source{Ref: evidence.SourceRef{Kind: evidence.TranscriptSource, ID: "x", Hash: "h"}, Passages: []evidence.Passage{
			{ID: "0", Speaker: evidence.Speaker{ID: "c", Role: transcript.Candidate}, Text: "We applied to the programme in Leeds twice."},
			{ID: "1", Speaker: evidence.Speaker{ID: "a", Role: transcript.Interviewer}, Text: between},
			{ID: "2", Speaker: evidence.Speaker{ID: "c", Role: transcript.Candidate}, Text: "Yeah, the first time they just flat out rejected us."},
		}})
	}
	claim := evidence.Claim{Quote: "We applied to the programme in Leeds twice... the first time they just flat out rejected us.", Speaker: "c"}
	for between, want := range map[string]bool{"Really?": true, "Oh, really?": true, "Why?": false, "How so?": false, "And the investors?": false} {
		f := ix(between).Verify(claim, evidence.CandidateOnly())
		require.Equal(t, want, f.Admissible(), "%s: %v", between, f.Flags)
	}
}
