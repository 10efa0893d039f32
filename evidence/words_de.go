package evidence

import "maps"

func german() *wordLists {
	l := &wordLists{
		Language: "de", Version: "3", Decimal: ',',
		Fillers:   "äh ähm öh öhm hm hmm mhm mm ähh ehm",
		Listening: "ja hm hmm mhm genau okay ok gut super klar richtig stimmt aha ach so toll schön interessant verstehe",
		Events:    "lacht lachen unverständlich pause räuspert sich hustet musik applaus sic",
		Roles: []string{
			"ich wir du er sie es das man wer",
			"der die das den dem des ein eine einen einem einer eines mein meine meinen meinem unser unsere unseren unserem sein seine ihr ihre",
			"in im an am auf bei beim von vom zu zum zur mit für durch um aus nach über unter gegen",
			"ist sind war waren bin bist hat habe haben hatte hatten wird werden wurde wurden",
		},
		Modals:        "kann können konnte konnten könnte könnten wird werden würde würden soll sollen sollte sollten muss müssen müsste darf dürfen",
		Or:            "oder",
		FillerPhrases: []string{"also", "halt", "ja", "na ja", "naja", "weißt du", "wissen sie", "sag ich mal", "sage ich mal", "sozusagen", "quasi", "genau", "okay", "so", "gell", "ehrlich gesagt", "wie gesagt", "wie soll ich sagen", "ich meine", "ich mein"},

		Negations: "nicht nichts nie niemals niemand niemandem niemanden nirgends nirgendwo kein keine keinen keinem keiner keines keins weder noch ohne kaum nein " +
			"verweigert verweigerte ablehnen abgelehnt scheitern gescheitert selten nee",
		PseudoNegations: "nicht nur; nicht bloß; ohne zweifel; kein zweifel; keine frage; kein wunder; noch nie dagewesen",
		Agents: "ich wir mich uns mir mein meine meinen meinem meiner unser unsere unseren unserem unserer du dich dir dein deine er ihn ihm sein seine seinen seinem seiner " +
			"sie ihr ihre ihren ihrem ihrer ihnen man jemand jemandem jemanden alle jeder",
		Hedges: "glaube glaub glaubt denke denk denkt dachte meine vielleicht eventuell wahrscheinlich vermutlich möglicherweise wohl ungefähr etwa circa ca fast beinahe nahezu ziemlich " +
			"könnte könnten konnte konnten kann können würde würden hätte hätten wäre wären sollte sollten soll sollen müsste müssten muss müssen möchte möchten dürfte dürften darf will wollen " +
			"wollte wollten versucht versuchte versuchen versuche geholfen half helfen hilft helfe mitgeholfen unterstützt hoffe hoffentlich scheint schien anscheinend angeblich " +
			"irgendwie gewissermaßen eigentlich teilweise meistens üblicherweise normalerweise rund eher bisschen geplant plane wünsche",
		StrongHedges: "versucht versuchte geholfen half wollte wollten fast beinahe sollte sollten würde würden könnte könnten hätte hätten wäre wären",
		Scopes: "nur alle alles allen aller jeder jede jedes jeden einige einigen manche manchen viele vielen wenige wenigen mehrere immer manchmal oft häufig stets beide beiden ganz ganze ganzen halb halbe " +
			"mehr weniger meisten mindestens höchstens besser schlechter beste schlechteste wieder schon bereits erst vor nach seit bis außer statt allein zusammen einzige einzigen ausschließlich " +
			"vollständig komplett auf ab über unter gegen aus höher niedriger größer kleiner schneller langsamer später früher länger kürzer einmal zweimal zuerst zuletzt",
		Conditions: "wenn falls sofern ob außer vorausgesetzt andernfalls sonst",
		Reports:    "sagte sagt sagen gesagt meinte meint erzählte erzählt behauptete behauptet fand findet glaubt glaubte fragte schrieb",
		Functions: "der die das den dem des ein eine einen einem einer eines und oder aber so dann dass daß als wie ist sind war waren sein bin bist gewesen wird werden wurde wurden worden geworden " +
			"hat habe haben hatte hatten in im ins an am ans bei beim von vom zu zum zur mit für durch um es da hier dort dies diese dieser dieses diesen diesem jene wo was wer wen wem welche " +
			"welcher welches weil denn auch sehr doch mal eben gerade jetzt nun ja also halt dazu damit davon darauf daran",
		Light: "der die das den dem des ein eine einen einem einer und aber so dann dass daß als auch sehr in im ins an am auf bei beim von vom zu zum zur mit für es da hier dies diese dieser dieses " +
			"diesen mal eben gerade jetzt nun ja also halt doch",
		PseudoConditions: "wenn sie so wollen; wenn du so willst; wenn ich ehrlich bin; wenn man so will; wenn sie mich fragen",
		FirstPerson:      "ich wir mich uns mir mein meine meinen meinem meiner unser unsere unseren unserem unserer",
		Interrogatives:   "ist sind war waren hat haben hatte hatten kann können konnte könnte wird werden würde soll sollte was wer wen wem wann wo warum wieso wie welche welcher welches",
		BareConditions:   "wenn falls sofern vorausgesetzt", Exceptions: "außer", Particles: "nein nee",
		Discourse:   "also ja na halt eben mal okay gut so und nun jetzt genau naja",
		ClauseWords: "aber und oder weil denn sondern während obwohl dann also doch",
		Stops: "der die das den dem des ein eine einen einem einer und oder aber so dann dass als wie ist sind war waren sein bin hat habe haben hatte hatten in im an am bei von zu zum zur mit für " +
			"durch um es da hier was wer wo auch nicht ich wir mich uns mein unser du er sie ihr man ja nein also halt mal eben noch schon nur sehr",
		Inflections:  "e en er es em n s st t te ten ung ungen los bar lich keit heit",
		Affirmations: "ja genau richtig stimmt korrekt exakt absolut definitiv",
		Contractions: map[string]string{
			"geht's": "geht es", "gibt's": "gibt es", "hab": "habe", "hab's": "habe es", "ist's": "ist es", "war's": "war es", "wir's": "wir es", "ich's": "ich es", "nen": "einen", "ne": "eine",
			"im": "in dem", "ins": "in das", "am": "an dem", "beim": "bei dem", "vom": "von dem", "zum": "zu dem", "zur": "zu der", "ok": "okay", "nix": "nichts", "nee": "nein", "ca": "circa",
		},
		Currencies: map[string]string{"$": "dollar", "€": "euro", "£": "pfund"},
		Percent:    "prozent",
		Only:       "nur fast beinahe kaum", Qualifiers: "nur fast beinahe kaum unter als knapp", Openers: "ist sind war dass daß wo was wie sagte", Then: "dann",
		Numerals: map[string]int64{"null": 0, "eins": 1, "zwei": 2, "zwo": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12, "sechzehn": 16, "siebzehn": 17},
		Scales:   map[string]int64{"dutzend": 12, "hundert": 100, "tausend": 1000, "million": 1_000_000, "millionen": 1_000_000, "milliarde": 1_000_000_000, "milliarden": 1_000_000_000},
		Ordinals: map[string]int64{"erste": 1, "ersten": 1, "erster": 1, "zweite": 2, "zweiten": 2, "dritte": 3, "dritten": 3, "vierte": 4, "vierten": 4, "fünfte": 5, "fünften": 5},
		Articles: "ein eine einer", And: "und", Point: "komma", Times: "mal", X: "x", Glued: "x", That: "dass daß", Umlauts: "ä=ae ö=oe ü=ue", Determiners: "ein eine einen einem einer eines der die das den dem des", Beings: "ist war bin sind waren wurde", Indefinites: "ein eine einer", Definites: "der die das",
		Swaps: []string{"der die", "der das", "die das", "den dem", "ein eine", "einen ein", "einem einen", "einer eine", "und dann", "weil denn", "weil da", "daß dass", "in an", "auf in", "ist sind", "war waren", "hat haben"},
	}
	// Units stand before tens, in one word: "fünfundzwanzig".
	units := []string{"ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"}
	for i, tens := range []string{"zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"} {
		l.Numerals[tens] = int64(20 + 10*i)
		for k, u := range units {
			l.Numerals[u+"und"+tens] = int64(20 + 10*i + k + 1)
		}
	}
	for i, u := range []string{"drei", "vier", "fünf", "acht", "neun"} {
		l.Numerals[u+"zehn"] = []int64{13, 14, 15, 18, 19}[i]
	}
	for k, u := range units {
		l.Numerals[u+"hundert"] = int64(100 * (k + 1))
	}
	// One word also for what a hundred or two thousand begin: "zweihundertfünfzig".
	small := maps.Clone(l.Numerals)
	for w, v := range small {
		if v < 1 || v > 99 {
			continue
		}
		for k, u := range append([]string{""}, units...) {
			l.Numerals[u+"hundert"+w] = int64(100*max(k, 1)) + v
		}
		l.Numerals["neunzehnhundert"+w], l.Numerals["zweitausend"+w] = 1900+v, 2000+v
	}
	for k, u := range units {
		l.Numerals[u+"tausend"] = int64(1000 * (k + 1))
	}
	return l
}
