package evidence

import "maps"

func english() *wordLists {
	l := &wordLists{
		Language: "en", Version: "6", Plain: true, Decimal: '.',
		Fillers:   "em um umm uh uhh uhm erm er ehm eh ah ahh hmm hm mm mmm mhm mmhm uhhuh huh mkay",
		Listening: "well fine wonderful perfect brilliant lovely indeed agreed amazing awesome excellent fantastic gotcha thanks mm hm hmm mhm mmhm uh huh um ah oh yeah yep yes right okay ok sure great good nice cool wow exactly interesting true totally absolutely sorry alright all i see got it",
		Events: "laughs laughter laughing laugh chuckles chuckle inaudible unintelligible crosstalk pause pauses silence music applause coughs cough sighs sigh " +
			"vocalsound disfmarker nonvocalsound gap noise clears throat sic emphasis mine",
		Wordy: "in order to", Reasons: "reason reasons", Why: "why",
		Modals: "can could will would should may might must shall",
		Or:     "or", Again: "again", Things: "thing things it point points question questions answer idea goal goals",
		FillerPhrases: []string{
			"you know", "i mean", "like", "well", "so", "okay", "right", "yeah", "sort of like", "you see", "you know what i mean", "let us see", "actually", "basically", "anyway",
			"alright", "literally", "obviously", "honestly", "of course", "by the way", "to be honest", "to be honest with you", "as i said", "like i said", "as i mentioned", "like i mentioned",
			"as you know", "let me see", "let me think", "how do i say", "how do you say", "how to say", "how should i say", "how do i put it", "how can i say", "what do you call it",
			"you know what i am saying", "you see what i mean", "you know like", "y know", "if that makes sense", "if you know what i mean", "long story short", "so to speak", "as it were",
		},

		Negations: "not no never none nobody nothing nowhere neither nor without hardly barely scarcely seldom rarely unable refuse refused refuses refusing deny denied denies " +
			"fail failed fails failing failure non",
		PseudoNegations: "not only; not just; not merely; no doubt; no wonder; no question; without doubt; not to mention; nothing but; no matter; whether or not; or not; why not; no i mean",
		Agents: "i we me us my our mine ours myself ourselves they them their theirs themselves he she him her his hers himself herself you your yours yourself " +
			"somebody someone everyone everybody",
		Hedges: "think thinks thought guess guessed suppose supposed maybe perhaps probably possibly might could may kind sort somewhat apparently roughly almost nearly " +
			"tried try trying tries helped help helping helps partly supposedly believe believed feel felt hope hoped hoping hopefully " +
			"assumed assume assumes presumed presume figured would should must can will shall about around approximately mainly basically likely unlikely seem seems seemed wanted want wants wanting attempted attempt attempts " +
			"planned planning intend intended allegedly theoretically potentially presumably wish wished hopes bit slightly fairly pretty technically mostly usually generally",
		StrongHedges: "tried try trying tries helped help helping wanted want planned hoped attempted almost nearly supposed would could should might may meant",
		Scopes: "all only every each some any most few fewer many several always ever sometimes often both either entire entirely whole half more less least better worse best worst " +
			"much enough once twice again still yet before after until since already first last except instead rather too far everything anything something " +
			"anyone anybody everywhere alone together single solely exclusively completely fully partially occasionally frequently constantly forever " +
			"up down over under above below against off out within beyond higher lower bigger smaller faster slower larger cheaper earlier later longer shorter easier harder " +
			"stronger weaker newer older greater lesser increase increased decrease decreased",
		Conditions: "if unless whether provided providing otherwise assuming suppose supposing hypothetically imagine whenever",
		Reports: "said says say saying told tells tell telling thinks thought claims claimed claim believes believed argues argued argue asked asks ask insists insisted " +
			"suggested suggests felt feels wanted wants reckons reckoned wrote mentioned complained admitted assumed assumes presumed figured " +
			"informed promised assured warned explained announced replied swore swears joked",
		Functions: "a an the and or but so then than that this these those there here it its is are was were be been being am do does did doing " +
			"have has had having of in on at by for with from to into onto as when while where which who whom whose " +
			"what how why because just also very really quite actually even now like such own t s re ve ll d m through during " +
			"well okay right yeah yes oh though although however cause upon via per please",
		Light: "a an the this that these those there here it its of in on at by for with to into onto and but or so then than as just also very really quite " +
			"actually even now which who own such per oh yes yeah",
		Auxiliaries:      "do does did",
		PseudoConditions: "if you ask me; if you will; if you like; if you want; if you know; if i am honest; if you look; if anything; if i may; if you think; if i remember; if i recall; if you see",
		FirstPerson:      "i we me us my our mine ours myself ourselves",
		Resumptive:       "he she it they",
		Subjects:         "i we he she they", Unfinished: "to a an the of my our your their", Purposes: "so that",
		Perfects: "have has had", Participles: "got been had gone done seen come become begun known given taken made said told worked",
		Quarter: "quarter", Past: "past after", QuarterTo: "to", Times: "times", Per: "per", Cent: "cent", X: "x", Glued: "x am pm mb gb tb kb km kg mg ml cm", Oh: "oh", LooseScales: "grand k", MoneyScale: "grand", VerbMonths: "march may",
		Decades: "20s 30s 40s 50s 60s 70s 80s 90s", Thousands: "thousands", Ranges: "to or", From: "from",
		Half: "half", NumberSign: "number", Adverb: "ly", Gerund: "ing", Break: "disfmarker", Onsets: "th ch sh wh tr br gr fr cl pl sp sc str thr spr", VerbEndings: "s d ed ing", Copulas: "is are am", Relatives: "who that which", Joins: "non whatnot", Compares: "is are am was were be been look looks looked feel feels felt seem seems seemed", SomePoint: "at that this one some the a", Degrees: "more less most least so too very", Bounds: "to by", Sources: "according",
		Views: "view views opinion opinions claim claims belief theory impression argument rumor rumour excuse", Beings: "is are am was were be been being", Tellings: "told informed promised assured warned asked",
		Speaks: "said says told tells wrote claimed argued insisted explained announced replied warned swore", Certain: "sure certain confident convinced positive guess suppose think feeling impression sense possible conceivable",
		Fronts:  "in at on by for with from given when while after before because since once during over under through despite if as even",
		Objects: "me us", Causes: "have has had make makes made", As: "as",
		Prompts: "tell describe walk talk explain give share elaborate expand", Inverts: "do does did is are was were have has had can could will would should may might must shall", Asked: "about long many much often big far come else happened kind made", Means: "mean",
		Determiners: "a an the this that these those my your his her its our their", Fares: "do does did doing done go goes going gone went work works worked working perform performs performed very really quite pretty", Well: "well",
		Just: "just", Minor: "help helps helped helping watch watched", Indefinites: "a an", Definites: "the", Unchanged: "cut put set hit let cost shut quit hurt read",
		Anew: "re", Rejoined: "resign resigns resigned resigning recover recovers recovered recovering reform reforms reformed represent represents represented resort resorted release released", Coins: "dollar pound",
		Grows: "grew grow grown growing scaled scale scaling went expanded expanding", Lengths: "long wide deep high tall away apart below above race sprint dash run",
		Hearsay: "heard somewhere", Fears: "afraid worried scared fear feared fears chance risk possibility danger important essential necessary crucial insist insisted required demanded proposed recommended", Insteads: "instead rather far short", Instead: "of than from",
		Averts: "stopped stop stops stopping avoided avoid avoids avoiding skipped skip skips forgot forget forgets neglected quit considered declined",
		Aims:   "goal plan aim idea hope dream intention expectation assumption", Though: "though",
		Wholes: "all both each every everything", Pieces: "part parts piece pieces portion section lot majority minority handful fraction couple",
		LimitsAhead: "sometimes; occasionally; in some cases; in some ways; in theory; in principle; on paper; officially; in a way; in a sense; in part; at times; every now and then; now and then; once in a while; from time to time; " +
			"on occasion; at best; for the most part; more or less",
		Apart: "apart from; aside from; other than; except for; with the exception; besides", Rounds: "or so; or thereabouts; give or take; more or less",
		Limits: "apart from; aside from; other than; with the exception; by accident; by luck; by chance; by sheer luck; as long as; so long as; on condition; at least; at best; in theory; in principle; on paper; for the most part; in part; in some cases; or at least; or most; or almost; or nearly; or so i; or so they; or so we; or we will; or will; " +
			"sometimes; occasionally; now and then; once in a while; from time to time; every now and then; on occasion; on and off; at times; some of the time; most of the time; more or less; only; just for a; just once; " +
			"with the help; with help; with some help; with a lot of help; with a bit of help; together with; under the guidance; under the supervision",
		Doubts: "thanks to; as far as; to the best of; if i remember; if i recall; if memory; but only; but not; but just; but mostly; but mainly; but never; though not; although not; though only; although only",
		Tags: "i think; i guess; i believe; i suppose; i assume; i hope; i would say; i would guess; probably; maybe; perhaps; possibly; hopefully; presumably; apparently; supposedly; allegedly; mostly; mainly; partly; roughly; " +
			"i am not sure; not sure; they say; they said; he said; she said; in a way; in a sense; technically; officially; kind of; sort of; i am guessing; do not quote me; or something; or something like that; or whatever",
		Supposes: "say", Lets: "let", Woulds: "would could might should", Supposed: "had were should", Lacking: "without", Having: "with",
		Denials: "doubt doubts doubted myth myths rumor rumour pretend pretended pretends lie false untrue dreamed dreamt imagined acted acting behaved",
		Roles: []string{
			"i we you he she it they that there who which", "a an the this that these those my your his her its our their", "of in on at by for with from to into onto about through during under over",
			"is are was were am be been has have had do does did",
		},
		Sorts: "kind sort", Contrasts: "but however although though whereas", That: "that", Likes: "like goes", Stray: "t s re ve ll d m", Kinds: "kinds sorts types", Wishes: "imagine suppose supposing assuming hope hopes hoped hoping wish wished", Got: "got", Stroke: "per and or to", About: "about",
		Transitive: "discuss discusses discussed discussing mention mentions mentioned mentioning explain explained explaining describe described describing",
		Uncounted:  "information feedback software hardware equipment advice staff knowledge evidence furniture homework data documentation infrastructure training research progress code",
		Remarks:    "know remember recall sure name say tell", OfMonth: "of", Months: "january february march april may june july august september october november december", Selves: "i me", ResumesUs: "we",
		Extenders: "and stuff; and stuff like that; and things like that; and all these things; and all those things; and all this stuff; and that kind of thing; and that sort of thing; " +
			"and that kind of stuff; and that sort of stuff; and all that kind of stuff; and all that sort of stuff; and those kind of things; and those kinds of things; and things of that nature; " +
			" and so on; and so on and so forth; and so forth; and whatnot; and all that; and all of that; and all that stuff; or whatever; et cetera",
		Third: "he she it", Others: "i we you they both", Singulars: "a an one another each every much", Plurals: "all these those many several few both various different",
		Interrogatives: "do does did is are was were am has have had can could will would should shall may might must what who whom whose which when where why how",
		BareConditions: "if unless provided assuming providing whenever", Exceptions: "except", Particles: "no",
		Discourse:   "well so like hey okay right alright yeah yep yup yes oh now actually basically literally obviously and anyway look see",
		ClauseWords: "but and or because so although though however while whereas since then",
		Stops: "a an the and or but so then than that this these those there here it its is are was were be been being am do does did doing " +
			"have has had having of in on at by for with from to into over under up down out off as if when while where which who whom whose what how why " +
			"because just also too very really quite actually even still yet only again will would shall should can could may might must some any all each " +
			"every both such same other another more most much many few own i we me us my our you your he she him her his they them their not no yes yeah " +
			"like well okay right oh now got get gets going go goes thing things something someone somebody people person lot kind sort know think mean say said " +
			"one two way make makes made good bad about after before between through during says first second time",
		Known: "built build builds sent send spent spend lost lose left leave led lead held hold kept keep met meet meant mean felt fell fall feel grew grow knew know known " +
			"came come became become began begin begun ran run wrote write written rode ride rose rise sold sell told tell took take taken taught teach thought think " +
			"threw throw thrown understood understand wore wear won win went gone going go did done does gave give given got get gotten had have has heard hear hid hide " +
			"hit hurt let made make paid pay put quit read said say saw see seen set shut sat sit slept sleep spoke speak spoken stood stand stole steal swam swim " +
			"bought buy brought bring broke break broken caught catch chose choose chosen cost cut dealt deal drank drink drove drive driven ate eat eaten found find " +
			"flew fly forgot forget forgave forgive fought fight froze freeze " +
			"days day weeks week months month years year hours hour minutes minute seconds morning night today tomorrow yesterday " +
			"monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december " +
			"team teams test tests text next best rest cost costs cast last list lost cause case cases base basis boss loss less miss mess data date dates rate rates " +
			"hire hired fire fired higher lower house hours mouse month mouth form from force source course sales sale scale state start smart chart charge change chance " +
			"manager manage managed manages engineer engineers engineering customer customers costumer product products project projects process problem program " +
			"quite quiet quit trail trial through though thought tough major minor junior senior internal external formal former latter later better letter " +
			"affect effect except accept adapt adopt assure ensure insure principal principle compliment complement personal personnel moral morale " +
			"launch lunch launched server service series cloud could crowd world would word work works worked walk talk task ask asked market marketing " +
			"plan plane plain plant client clients patient patients parent parents present percent recent decent front frond sign design resign " +
			"review reviews revenue refuse reuse reduce produce provide prove proved improve improved approve approved remove removed remote promote promoted demoted " +
			"inside outside upgrade degrade success access excess assess user users used uses usual casual causal single simple sample example " +
			"positive negative passive massive active native relative public private open closed early yearly daily weekly monthly hardly hard easy ready already " +
			"lately shortly male female mail email model module mobile metal mental medal mentor monitor money many man men women woman " +
			"north south east west left right high low long short big small large great grand good bad glad mad sad true false",
		Inflections:  "s=es ed=d=t ing er=or ers=ors est ly ness ful less able=ible ment ments ion ions ies ied y al ally",
		Affirmations: "yes yeah yep yup okay exactly correct right absolutely precisely agreed sure definitely indeed true perfect",

		Contractions: map[string]string{
			"can't": "can not", "cannot": "can not", "won't": "will not", "shan't": "shall not", "ain't": "is not",
			"dont": "do not", "didnt": "did not", "doesnt": "does not", "isnt": "is not", "wasnt": "was not", "arent": "are not", "werent": "were not", "couldnt": "could not",
			"wouldnt": "would not", "shouldnt": "should not", "havent": "have not", "hasnt": "has not", "hadnt": "had not", "cant": "can not", "wont": "will not",
			"im": "i am", "ive": "i have", "youre": "you are", "theyre": "they are", "weve": "we have", "theyve": "they have", "youve": "you have",
			"gonna": "going to", "wanna": "want to", "gotta": "got to", "kinda": "kind of", "sorta": "sort of", "hafta": "have to",
			"let's": "let us", "dunno": "do not know", "gimme": "give me", "lemme": "let me", "cuz": "because", "coz": "because", "cos": "because", "outta": "out of", "lotta": "lot of",
			"cause": "because", "ok": "okay", "til": "until", "till": "until", "n't": "not", "y'all": "you all",
			"shoulda": "should have", "coulda": "could have", "woulda": "would have", "ya": "you", "nope": "no", "nah": "no", "vs": "versus", "thru": "through", "tho": "though",
			"afterwards": "afterward", "towards": "toward", "backwards": "backward", "forwards": "forward", "upwards": "upward", "downwards": "downward",
			"thats": "that is", "whats": "what is", "theres": "there is", "heres": "here is", "hes": "he is", "shes": "she is", "lets": "let us",
			"youll": "you will", "theyll": "they will", "itll": "it will", "thatll": "that will", "youd": "you would", "theyd": "they would", "mustnt": "must not",
			"wouldve": "would have", "couldve": "could have", "shouldve": "should have", "mightve": "might have", "prolly": "probably",
			"whilst": "while", "amongst": "among", "anyways": "anyway", "mb": "megabyte", "megabytes": "megabyte", "gb": "gigabyte", "gig": "gigabyte", "gigs": "gigabyte", "meg": "megabyte", "megs": "megabyte", "gigabytes": "gigabyte", "tb": "terabyte", "terabytes": "terabyte", "kb": "kilobyte", "kilobytes": "kilobyte",
			"km": "kilometer", "kilometers": "kilometer", "kilometres": "kilometer", "kg": "kilogram", "kilograms": "kilogram", "kilos": "kilogram", "mins": "minutes", "secs": "seconds", "hrs": "hours", "approx": "approximately",
			"hon": "honorable", "prof": "professor", "govt": "government", "dept": "department", "mg": "milligram", "milligrams": "milligram", "ml": "milliliter", "milliliters": "milliliter", "cm": "centimeter", "centimeters": "centimeter", "mister": "mr", "doctor": "dr", "etc": "et cetera", "tryna": "trying to", "y'know": "you know",
			"twenties": "20s", "thirties": "30s", "forties": "40s", "fifties": "50s", "sixties": "60s", "seventies": "70s", "eighties": "80s", "nineties": "90s",
		},
		Suffixes:   []suffix{{"n't", "not"}, {"'re", "are"}, {"'ve", "have"}, {"'ll", "will"}, {"'m", "am"}, {"'d", "would"}},
		IsClitics:  "it which that he she there what who where here how when this everything everyone something somebody someone nobody nothing one",
		Clitics:    map[string]string{"re": "are", "ve": "have", "ll": "will", "m": "am", "d": "would", "s": "is", "em": "them", "cause": "because", "til": "until", "bout": "about", "kay": "okay"},
		Currencies: map[string]string{"$": "dollar", "€": "euro", "£": "pound", "dollars": "dollar", "euros": "euro", "pounds": "pound", "bucks": "dollar", "usd": "dollar", "eur": "euro", "percents": "percent"},
		Percent:    "percent",
		Only:       "only almost nearly barely hardly maybe perhaps possibly probably hopefully supposedly allegedly", Qualifiers: "only almost nearly barely hardly under below than", Openers: "is are was were be that like where when what which how why say said", Then: "then",
		Numerals: map[string]int64{
			"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
			"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
			"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
		},
		Scales: map[string]int64{"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000},
		Ordinals: map[string]int64{
			"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11,
			"twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "twentieth": 20, "thirtieth": 30,
		},
		Articles: "a an", And: "and", Point: "point",
		Swaps: []string{
			"not non",
			"and then", "and so", "and but", "so then", "because since", "because as", "that which", "who that", "that this", "these those", "the a", "the this", "the that", "the these", "the those",
			"a an", "a this", "in on", "in at", "on at", "of for", "in of", "of from", "in into", "by through", "on onto", "on of", "when as", "when while",
			"though although", "but though", "but however", "also too", "very really", "very quite", "really quite", "is are", "was were", "has have", "it that", "it this", "there here", "an the",
			"yeah yes", "yep yes", "yeah yep", "do does", "if whether", "done did", "seen saw", "this these", "that those", "kind kinds", "who whom", "less fewer",
		},
		Homophones: []string{
			"there their", "to too", "then than", "where were", "lose loose", "affect effect", "passed past", "threw through", "whether weather", "by buy", "our are", "new knew", "hear here",
			"its it is", "your you are", "whose who is", "their they are",
		},
	}
	maps.Copy(l.Contractions, britishSpellings())
	return l
}
