package evidence_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/evidence"
)

// What a speaker broke off, put in or said in more words than needed may be left out; what
// looks like it and changes the meaning may not. Each honest quote stands before its twins.
func TestWhatWasBrokenOffMayBeLeftOut(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		said, quote string
		want        bool
	}{
		// A start that is begun again, with fillers between.
		{"At Acme the owner of the, you know, the owner of the shop hired us for it.", "At Acme the owner of the shop hired us for it.", true},
		{"It was hard and we wanted the product -- we wanted the customer to be happy.", "It was hard and we wanted the customer to be happy.", true},
		{"It was hard and we wrote it with Priya -- we wrote it over one weekend there.", "It was hard and we wrote it over one weekend there.", false},
		{"It was hard and we never wanted -- we wanted the customer to be happy.", "It was hard and we never wanted the customer to be happy.", false},
		{"It was hard and we wanted five -- we wanted the customers to be happy.", "It was hard and we wanted the five customers to be happy.", false},
		{"We ran it with a new infrastructure man-- with a new infrastructure management tool.", "We ran it with a new infrastructure management tool.", true},
		{"We ran it with a new infrastructure man, with a new infrastructure management tool.", "We ran it with a new infrastructure tool.", false},
		{"It was fifty mil fifty million in the year of the merger there.", "It was fifty million in the year of the merger there.", true},
		{"It was fifteen mil fifty million in the year of the merger there.", "It was fifteen million in the year of the merger there.", false},
		{"So you most of -- so you can jump into a lot of different stuff there.", "You can jump into most of a lot of different stuff there.", false},
		{"It was hard and we follow where our customers are voting, where our customers are voting with their feet. It went well and we grew a lot there.", "we follow where our customers are voting with their feet... we grew a lot there.", true},
		{"It was hard and we follow where our customers are voting, where their customers are voting with their feet. It went well and we grew a lot there.", "we follow where our customers are voting with their feet... we grew a lot there.", false},
		// Small words with which nothing was said yet.
		{"But at the same time, we've also always -- like, a lot of the old folks have been fair.", "But at the same time, a lot of the old folks have been fair.", true},
		{"But at the same time, they fixed it -- like, a lot of the old folks have been fair.", "But at the same time, a lot of the old folks have been fair.", false},
		{"But at the same time, I never -- a lot of the old folks have been fair.", "But at the same time, a lot of the old folks have been fair.", false},
		{"But at the same time, I tried to -- a lot of the old folks have been fair.", "But at the same time, a lot of the old folks have been fair.", false},
		{"It was late and the vendor built that {disfmarker} we shipped it in the spring .", "It was late and we shipped it in the spring.", false},
		// A rest of a word.
		{"I am not sure, at the time that just i made more sense, but I could see why.", "At the time that just made more sense, but I could see why.", true},
		{"I am not sure, at the time when just i made more money, but I could see why.", "At the time when just made more money, but I could see why.", false},
		{"The next one is the detailed design. So {disfmarker} Everyth everything has to be ready.", "The next one is the detailed design. Everything has to be ready.", true},
		{"The next one is the detailed design. So {disfmarker} Not everything has to be ready.", "The next one is the detailed design. Everything has to be ready.", false},
		{"We have all have different home pages with different links on them.", "We all have different home pages with different links on them.", true},
		// A filler phrase behind its own first word.
		{"If those things don't apply, then you, you know, can't build a business there.", "If those things don't apply, then you can't build a business there.", true},
		// Names of letters and figures.
		{"The language was very vocal in being strictly UTF8 in its source code.", "The language was very vocal in being strictly UTF-8 in its source code.", true},
		{"The language was very vocal in being strictly UTF8 in its source code.", "The language was very vocal in being strictly UTF-16 in its source code.", false},
		{"All of it ran on the M - three - L that we had in the lab there.", "All of it ran on the M3L that we had in the lab there.", true},
		{"All of it ran on the M - three - L that we had in the lab there.", "All of it ran on the M2L that we had in the lab there.", false},
		{"We had eight of the B 2 servers in the lab of the plant there.", "We had eight of the B 12 servers in the lab of the plant there.", false},
		// Words that say no more.
		{"It is a fork, and it's an utensil we use in order to feed ourselves at home.", "It is a fork, and it's a utensil we use to feed ourselves at home.", true},
		{"We put the files in order to the last one of them before the audit.", "We put the files to the last one of them before the audit.", true},
		{"So yeah, listeners though, if you like these ideas then let us know soon.", "So, listeners, if you like these ideas then let us know soon.", true},
		{"We won it, though not the second of them, and let them know soon.", "We won it, not the second of them, and let them know soon.", false},
		{"So we get people interested, especially when, again, therapists stay away from it.", "So we get people interested, especially when therapists stay away from it.", true},
		{"So we lost the whole deal again, and the therapists stayed away from it.", "So we lost the whole deal, and the therapists stayed away from it.", false},
		{"So we failed, again, to ship it to the therapists in the spring of that year.", "So we failed to ship it to the therapists in the spring of that year.", false},
		// The parts of a list that begin alike.
		{"I think we have a wonderful array of hosts, we have a wonderful array of voices.", "I think we have a wonderful array of hosts, a wonderful array of voices.", true},
		{"I think we have a wonderful array of hosts, they have a wonderful array of voices.", "I think we have a wonderful array of hosts, a wonderful array of voices.", false},
		{"I think we don't have a wonderful array of hosts, we have a wonderful array of voices.", "I think we don't have a wonderful array of hosts, a wonderful array of voices.", false},
		{"When you get annoyed, you go there and you fix it and try to be better.", "When you get annoyed, you go there and fix it and try to be better.", true},
		{"When you get annoyed, you go there and they fix it and try to be better.", "When you get annoyed, you go there and fix it and try to be better.", false},
		// Grammar.
		{"And in the end we will count an average of all rating for the board.", "And in the end we will count an average of all ratings for the board.", true},
		{"And in the end we will count an average of the rating for the board.", "And in the end we will count an average of the ratings for the board.", false},
		{"With the laptops up front you sometimes looking at that instead of the slides.", "With the laptops up front you're sometimes looking at that instead of the slides.", true},
		{"With the laptops up front you sometimes look at that instead of the slides.", "With the laptops up front you're sometimes not looking at that instead of the slides.", false},
		{"I feel that is a more inclusive terms that captures all of it for us.", "I feel that is a more inclusive term that captures all of it for us.", true},
		{"I feel that these are more inclusive terms that capture all of it for us.", "I feel that these are the more inclusive term that capture all of it for us.", false},
		{"They weigh the fork that exclusion or not exclusion is in the life of a person.", "They weigh the fork that exclusion or non-exclusion is in the life of a person.", true},
		// What is left out between two signs, and another choice.
		{"It becomes so habituated - I'm sure this has never happened to you - that you get home early.", "It becomes so habituated ... that you get home early.", true},
		{"It becomes so habituated, never to us of course, that you get home early.", "It becomes so habituated ... that you get home early.", false},
		{"People know what is normal or what's not normal at work. I see founders calling me.", "People know what is normal... I see founders calling me.", true},
		{"People know what is normal and what's not normal at work. I see founders calling me.", "People know what is normal... I see founders calling me.", false},
		// A subject that goes on, in brackets.
		{"I came to that conclusion in May, and kind of the end of my rope by then, in the office.", "and [I was] kind of the end of my rope by then, in the office.", true},
		{"They came to that conclusion in May, and kind of the end of my rope by then, in the office.", "and [I was] kind of the end of my rope by then, in the office.", false},
		// A sentence of small words.
		{"We hit the target that we had set. Kind people. Then we went home for the winter.", "We hit the target that we had set. Then we went home for the winter.", false},
		{"We hit the target that we had set. Almost. Then we went home for the winter.", "We hit the target that we had set. Then we went home for the winter.", false},
		{"I asked Kim to help us out, Kim took it over and led the team in Leeds for a year.", "and [I] led the team in Leeds for a year.", false},
		{"I saw Kim lead the whole of the sales team in Leeds for about a year.", "[I] lead the whole of the sales team in Leeds for about a year.", false},
		{"I met Kim, who led the whole of the sales team in Leeds for about a year.", "[I] led the whole of the sales team in Leeds for about a year.", false},
		// A denial that is broken off, and one that is not.
		{"I think it is good {disfmarker} yeah. I don't think w I think we have to choose one of them here.", "I think we have to choose one of them here.", true},
		{"I think it is good {disfmarker} yeah. I don't think w we have to choose one of them here.", "we have to choose one of them here.", false},
		{"I think it is good {disfmarker} yeah. I don't think w I have to choose one of them here.", "I have to choose one of them here.", false},
		// A start that ends in no word with which one can end.
		{"It may be that it happens, but it will require a very… it's not going to be as common there.", "It may be that it happens, but it's not going to be as common there.", true},
		{"It may be that it happens, but it did cost us a lot… it's not going to be as common there.", "It may be that it happens, but it's not going to be as common there.", false},
		{"I have time for such games, essentially... Not at all. I have very little time to waste.", "I have time for such games, essentially. I have very little time to waste.", false},
	} {
		f := saidIn("en", c.said, c.quote)
		require.Equal(t, c.want, f.Admissible(), "%s | %s: %v %v", c.said, c.quote, f.Flags, f.Edits)
	}
}

// A condition behind dots belongs to its own sentence where that has a main clause.
func TestAConditionBehindDotsBelongsToItsSentence(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		quote, rest string
		want        bool
	}{
		{"We wrote on our blog about a framework that was born there", "... If you go through it, you get a new app.", false},
		{"We would ship the framework that was born in the plant there", "... If they paid us for it in the spring.", true},
		{"We would ship the framework that was born in the plant there", ", if they paid us for it, in the spring.", true},
	} {
		f := saidIn("en", c.quote+c.rest, c.quote)
		require.Equal(t, c.want, slices.Contains(f.Flags, evidence.ContextConditional), "%s: %v", c.rest, f.Flags)
	}
}

// What breaks off is read in the other languages too, as their transcripts write it.
func TestWhatWasBrokenOffInOtherLanguages(t *testing.T) {
	t.Parallel()
	for language, cases := range map[string][]struct {
		said, quote string
		want        bool
	}{
		"de": {
			{"Wir haben in der -- in der Firma alle Rechner im Sommer getauscht.", "Wir haben in der Firma alle Rechner im Sommer getauscht.", true},
			{"Wir haben den Kas- den Kassenserver im Sommer selbst getauscht.", "Wir haben den Kassenserver im Sommer selbst getauscht.", true},
			{"Ich habe das, äh, das ganze Lager in Bremen im Sommer umgebaut.", "Ich habe das ganze Lager in Bremen im Sommer umgebaut.", true},
			{"Damals ging es los und wir wollten das Lager — wir wollten die Halle im Sommer umbauen.", "Damals ging es los und wir wollten die Halle im Sommer umbauen.", true},
			{"Damals ging es los, und was ich -- es gab einen Plan für den ganzen Umbau.", "Damals ging es los, und es gab einen Plan für den ganzen Umbau.", true},
			{"Wir haben auf dem, äh, in dem Lager die Rechner im Sommer getauscht.", "Wir haben in dem Lager die Rechner im Sommer getauscht.", true},
			{"Wir haben auf … in dem Lager die Rechner im Sommer getauscht.", "Wir haben in dem Lager die Rechner im Sommer getauscht.", true},
			{"Das ist, weißt du, ist der Plan für den ganzen Umbau in Bremen.", "Das ist der Plan für den ganzen Umbau in Bremen.", true},
			{"Wir haben nicht das Lager — wir haben die Halle im Sommer umgebaut.", "Wir haben das Lager im Sommer umgebaut.", false},
			{"Damals ging es los, und mein Chef hat das gebaut -- es gab einen Plan für den Umbau.", "Damals ging es los, und es gab einen Plan für den Umbau.", false},
			{"Ich habe es mit Anna geschrieben -- ich habe es über ein Wochenende geschrieben.", "Ich habe es über ein Wochenende geschrieben mit Anna.", false},
			{"Ich habe das Team mit meinem Chef, ähm, mit viel Mühe zwei Jahre geleitet.", "Ich habe das Team mit viel Mühe zwei Jahre geleitet.", false},
			{"Ich habe das Team mit Anna -- zwei Jahre lang bis zur Fusion geleitet.", "Ich habe das Team zwei Jahre lang bis zur Fusion geleitet.", false},
			{"Damals ging es los und ich wollte nie -- ich wollte die Halle im Sommer umbauen.", "Damals ging es los und ich wollte nie die Halle im Sommer umbauen.", false},
			{"Wir haben ein gut laufendes Werk am Fluss im Sommer gebaut.", "Wir haben ein laufendes Werk am Fluss im Sommer gebaut.", false},
		},
		"es": {
			{"Cambiamos en la -- en la planta todos los servidores en verano.", "Cambiamos en la planta todos los servidores en verano.", true},
			{"Cambiamos el ser- el servidor de la planta del norte en verano.", "Cambiamos el servidor de la planta del norte en verano.", true},
			{"Yo cambié la, eh, la planta entera del norte durante el verano.", "Yo cambié la planta entera del norte durante el verano.", true},
			{"Fue difícil y nosotros cambiamos la planta — nosotros cambiamos la nave en verano.", "Fue difícil y nosotros cambiamos la nave en verano.", true},
			{"Fue difícil, y lo que yo -- la planta era muy vieja y estaba lejos.", "Fue difícil, y la planta era muy vieja y estaba lejos.", true},
			{"Cambiamos de, eh, en la planta del norte los servidores en verano.", "Cambiamos en la planta del norte los servidores en verano.", true},
			{"Cambiamos... cambiamos los servidores de la planta del norte en verano.", "Cambiamos los servidores de la planta del norte en verano.", true},
			{"Fue difícil, y mi jefe lo hizo todo -- la planta era muy vieja y estaba lejos.", "Fue difícil, y la planta era muy vieja y estaba lejos.", false},
			{"Yo dirigí el equipo con Ana -- durante dos años hasta la fusión.", "Yo dirigí el equipo durante dos años hasta la fusión.", false},
			{"Yo dirigí el equipo con mi jefe, eh, durante dos años hasta la fusión.", "Yo dirigí el equipo durante dos años hasta la fusión.", false},
			{"Nosotros nunca cambiamos — nosotros cambiamos la nave en verano.", "Nosotros nunca cambiamos la nave en verano.", false},
		},
		"fr": {
			{"On a changé dans la -- dans la boutique toutes les caisses en été.", "On a changé dans la boutique toutes les caisses en été.", true},
			{"On a changé le ser- le serveur de la boutique pendant tout l'été.", "On a changé le serveur de la boutique pendant tout l'été.", true},
			{"J'ai changé la, euh, la boutique entière du nord pendant l'été.", "J'ai changé la boutique entière du nord pendant l'été.", true},
			{"C'était dur et on a changé la boutique — on a changé le dépôt pendant l'été.", "C'était dur et on a changé le dépôt pendant l'été.", true},
			{"C'était dur, et ce que je -- la boutique était vieille et loin de tout.", "C'était dur, et la boutique était vieille et loin de tout.", true},
			{"On a changé à, euh, dans la boutique du nord les caisses en été.", "On a changé dans la boutique du nord les caisses en été.", true},
			{"C'était dur, et mon chef a tout fait -- la boutique était vieille et loin de tout.", "C'était dur, et la boutique était vieille et loin de tout.", false},
			{"J'ai dirigé l'équipe avec Anne -- pendant deux ans jusqu'à la fusion.", "J'ai dirigé l'équipe pendant deux ans jusqu'à la fusion.", false},
			{"On n'a jamais changé — on a changé le dépôt pendant tout l'été.", "On n'a jamais changé le dépôt pendant tout l'été.", false},
		},
	} {
		for _, c := range cases {
			f := saidIn(language, c.said, c.quote)
			require.Equal(t, c.want, f.Admissible(), "%s | %s: %v %v", c.said, c.quote, f.Flags, f.Edits)
		}
	}
}
