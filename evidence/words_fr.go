package evidence

//nolint:misspell // The words are French.
func french() *wordLists {
	return &wordLists{
		Language: "fr", Version: "3", Decimal: ',',
		Fillers:   "euh heu hum hmm mmm mm hm bah ben beh pfff",
		Listening: "oui ouais non ah oh hm mm mhm super bien voilà exactement exact intéressant parfait génial compris vrai sûr de accord entendu okay ok",
		Events:    "rires rire rit inaudible inintelligible pause musique applaudissements tousse soupire soupir silence sic",
		Roles: []string{
			"je nous tu vous il elle ils elles on ce ça qui",
			"le la les un une des mon ma mes ton ta tes son sa ses notre nos votre vos leur ce cet cette ces",
			"dans en à de du au aux par pour avec sur chez vers sous",
			"est sont était étaient suis a ont ai avons avait avaient",
		},
		Modals: "peut peux pouvons peuvent pouvait pouvions pourrait pourrions doit dois devons devait devions devrait",
		Or:     "ou",
		FillerPhrases: []string{
			"tu vois", "tu sais", "vous voyez", "vous savez", "en fait", "de accord", "disons", "genre", "voilà", "quoi", "enfin", "bon", "alors", "donc", "écoutez", "écoute", "bref", "je veux dire", "comment dire", "du coup",
		},

		Negations:       "non pas jamais rien personne aucun aucune ni sans nul nulle guère nullement incapable refuse refusé refusés refusée refuser refusait nie nié nier échoué échoue échouer échec rarement",
		PseudoNegations: "pas seulement; pas uniquement; non seulement; sans doute; pas mal; rien que; pas de problème",
		Agents: "je tu il elle on nous vous ils elles me moi toi lui leur eux se soi mon ma mes ton ta tes son sa ses notre nos votre vos leurs mien mienne sien sienne nôtre nôtres " +
			"quelquun quelques-uns tous chacun",
		Hedges: "crois croyais croyons pense pensais pensons suppose supposons imagine peut-être probablement possiblement sûrement apparemment environ presque quasiment " +
			"pourrait pourrais pourrions pourraient peut peux pouvons peuvent pouvait pouvais pouvions devrait devrais devrions devraient doit dois devons devait devais devions " +
			"serait serais serions seraient aurait aurais aurions auraient ferait ferais ferions vais allons va " +
			"essayé essaie essayer essayait essayais tenté tente tenter tentait aidé aide aider aidait aidais participé participer contribué contribuer voulu voulait voulais voulions vouloir espère espérait " +
			"semble semblait paraît plutôt généralement normalement habituellement souvent peu",
		StrongHedges: "essayé tenté aidé participé contribué voulu voulais voulait presque pourrait pourrais pourrions devrait devrais devrions serait serais serions aurait aurais aurions ferait ferais ferions peut-être",
		Scopes: "seul seule seuls seules seulement uniquement tout toute toutes chaque quelque quelques plusieurs beaucoup plupart toujours parfois souvent entier entière moitié demi " +
			"plus moins mieux pire meilleur meilleure meilleurs pires encore déjà avant après depuis dès jusque sauf excepté ensemble complètement entièrement totalement " +
			"dernier dernière premier première unique sous sur contre hors trop assez tant autant hausse baisse augmenté augmente diminué diminue réduit réduite",
		Conditions: "si sauf excepté pourvu supposons supposant imaginons condition",
		Reports:    "dit dis disait disais disent dites raconté raconte pensait cru croit croyait demandé demande demandait affirmé affirme prétend prétendait trouvait trouve écrit admis reconnu",
		Functions: "le la les un une des du de à au aux et ou mais que qui dont où ce cet cette ces ça cela ceci celui celle ceux celles y en dans par pour avec chez vers entre comme quand lorsque puisque jusque lorsquon " +
			"est sont était étaient étais étions être été suis sommes êtes ai as a avons avez ont avait avais avions avaient avoir eu " +
			"quel quelle quels quelles comment pourquoi parce car donc alors ainsi puis ensuite aussi très là ici maintenant ne même bien oui ouais tel telle",
		Light:            "le la les un une des du de à au aux et ou mais ce cet cette ces ça cela ceci y en dans par pour avec donc alors ainsi puis ensuite aussi très là ici maintenant ne bien oui ouais",
		PseudoConditions: "si tu veux; si vous voulez; si on veut; si je peux dire; si je me souviens bien; si je ne me trompe pas; comme si",
		FirstPerson:      "je me moi nous on mon ma mes notre nos",
		Interrogatives:   "qui quoi quand où comment pourquoi quel quelle quels quelles est avez as es êtes",
		BareConditions:   "si sauf", Exceptions: "excepté sauf", Particles: "non",
		Discourse:   "alors donc et bon enfin voilà quoi déjà bien oui là",
		ClauseWords: "mais et ou parce car donc puis alors tandis puisque quoique",
		Stops: "le la les un une des du de à au aux et ou mais que qui dont où ce cet cette ces ça cela y en dans par pour avec chez comme quand est sont était étaient être été suis sommes ai as a avons avez ont avait avais avions avoir eu " +
			"je tu il elle on nous vous ils elles me moi te toi lui leur se mon ma mes ton ta tes son sa ses notre nos votre vos leurs ne pas plus non oui si très aussi là ici tout tous toute toutes fait faire bien",
		Inflections:  "s x e es é ée és ées er ir re ait ais aient ions iez ons ez ent ant ment tion tions eur euse",
		Affirmations: "oui ouais exact exactement correct voilà absolument tout effectivement entendu parfait certainement vrai",
		Contractions: map[string]string{"quelqu'un": "quelquun", "ok": "okay", "chuis": "je suis", "ptet": "peut-être", "pi": "puis", "t'as": "tu as", "t'es": "tu es"},
		Prefixes: []prefix{
			{"j'", "je"}, {"n'", "ne"}, {"l'", "le"}, {"d'", "de"}, {"c'", "ce"}, {"s'", "se"}, {"m'", "me"}, {"t'", "te"}, {"qu'", "que"}, {"jusqu'", "jusque"}, {"lorsqu'", "lorsque"}, {"puisqu'", "puisque"},
		},
		Currencies: map[string]string{"$": "dollar", "€": "euro", "£": "livre", "euros": "euro", "dollars": "dollar", "livres": "livre"},
		Percent:    "pourcent", Per: "pour", That: "que", Ne: "ne", Determiners: "le la les un une des du ce cet cette", Selves: "je", Beings: "est était étais suis étaient sont fut été être", Indefinites: "un une", Definites: "le la", NoMore: "plus", Times: "fois", X: "x", Glued: "x", Impersonal: "il y a", Twenties: true,
		Only: "seulement uniquement presque quasiment", Qualifiers: "seulement uniquement presque quasiment que de",
		Openers: "est sont était que comme quand où dit", Then: "alors",
		Numerals: map[string]int64{
			"zéro": 0, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16,
			"vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70, "huitante": 80, "nonante": 90,
		},
		Scales:   map[string]int64{"cent": 100, "cents": 100, "mille": 1000, "million": 1_000_000, "millions": 1_000_000, "milliard": 1_000_000_000, "milliards": 1_000_000_000},
		Ordinals: map[string]int64{"deuxième": 2, "troisième": 3, "quatrième": 4, "cinquième": 5, "sixième": 6, "dixième": 10},
		And:      "et", Point: "virgule",
		Swaps: []string{
			"et mais", "et puis", "donc alors", "ça cela", "ce cela", "ce cette", "le ce", "la cette", "les ces", "un le", "une la", "parce car", "à dans", "en dans", "pour de", "puis ensuite",
		},
	}
}
