package evidence

func spanish() *wordLists {
	l := &wordLists{
		Language: "es", Version: "3", Decimal: ',',
		Fillers:   "eh em ehm mmm mm hm ajá",
		Listening: "sí si ajá claro vale bien ya genial exacto perfecto mm hm mhm entiendo de acuerdo correcto interesante",
		Events:    "risas risa inaudible ininteligible pausa música aplausos tose suspira sic",
		Roles: []string{
			"yo lo nosotros nosotras tú él ella ellos ellas eso esto que quien",
			"el la los las un una unos unas mi mis tu tus su sus nuestro nuestra este esta ese esa",
			"en a de por para con sin sobre desde hasta hacia entre",
			"es son era eran está están estaba estaban ha han he hemos había habían",
		},
		Modals:        "puede podemos puedo podía podíamos podría podríamos debe debo debería deberíamos",
		Or:            "o",
		FillerPhrases: []string{"o sea", "pues", "bueno", "este", "digamos", "sabes", "a ver", "como que", "entonces", "vale", "claro", "es decir", "por así decirlo", "cómo decirlo", "ya sabes", "como te decía"},

		Negations:       "no nunca jamás nada nadie ningún ninguno ninguna ningunos ningunas ni tampoco sin apenas rechacé rechazó negó negué fallé falló raramente",
		PseudoNegations: "no solo; no sólo; no solamente; sin duda; sin embargo; nada más",
		Agents: "yo nosotros nosotras me nos mi mis mío mía nuestro nuestra nuestros nuestras tú tu tus te él ella ellos ellas le les lo la los las su sus se alguien todos " +
			"hice hicimos hizo hicieron fui fuimos fue tengo tenemos tiene tuve tuvimos tuvo estuve estuvimos estuvo pude pudimos pudo quise quisimos quiso",
		Hedges: "creo creemos pienso supongo quizá quizás probablemente posiblemente seguramente aproximadamente casi alrededor unos unas podría podríamos podía podíamos puede podemos puedo " +
			"debería deberíamos debo debe haría haríamos sería serían habría habríamos intenté intentamos intentó intentar intento traté tratamos trató ayudé ayudamos ayudó ayudar " +
			"quería queríamos quisiera espero ojalá parece parecía aparentemente supuestamente generalmente normalmente poco algo",
		StrongHedges: "intenté intentamos traté tratamos ayudé ayudamos quería queríamos casi podría podríamos debería deberíamos haría haríamos habría habríamos sería",
		Scopes: "solo sólo solamente únicamente todo toda todos todas cada algún alguno alguna algunos algunas muchos muchas mucho mucha pocos pocas varios varias siempre veces menudo ambos ambas " +
			"entero entera medio media más menos mejor peor mejores peores mayor menor todavía aún ya antes después desde hasta excepto salvo juntos juntas completamente " +
			"primero último única único sobre bajo contra arriba abajo demasiado bastante",
		Conditions: "si salvo excepto suponiendo",
		Reports:    "dijo dice dijeron dicen dije contó contaron pensaba pensó cree creía preguntó afirmó afirma opinó opina",
		Functions: "el un una unos unas y e o u pero que de del al a en con por para es son era eran ser sido siendo está están estaba estaban estar ha han he hemos había habíamos haber " +
			"como cuando donde quien cual cuales esto esta este estos estas eso esa ese esos esas aquel aquella ahí aquí allí muy también porque pues así entonces luego ahora qué cómo",
		Light:            "el la los las un una unos unas y e pero que de del al a en con por para esto esta este ese esa ahí aquí muy también pues así entonces luego ahora lo",
		PseudoConditions: "si me preguntas; si quieres; si te soy sincero; si soy sincero; si soy honesto",
		FirstPerson:      "yo nosotros nosotras me nos mi mis mío mía nuestro nuestra nuestros nuestras",
		Interrogatives:   "qué quién cuándo dónde cómo cuál cuáles es son fue ha han puede pueden debería",
		BareConditions:   "si salvo", Exceptions: "excepto salvo", Particles: "no",
		Discourse:   "pues bueno entonces y claro ya mira vale así este",
		ClauseWords: "pero y o porque aunque mientras pues entonces sino",
		Stops: "el la los las un una unos unas y e o u pero que de del al a en con por para es son era ser está estaba ha han he había como cuando donde quien lo le les se su sus mi mis me nos te tu " +
			"yo nosotros muy también porque pues así entonces no sí si más ya todo todos esto eso",
		Inflections:  "s es o a os as é ó amos aron aba aban ando endo ado ada ados adas ar er ir ía ían ción mente",
		Affirmations: "sí exacto correcto claro exactamente cierto efectivamente",
		Contractions: map[string]string{"ok": "vale", "pa": "para", "q": "que", "del": "de el", "al": "a el"},
		Currencies:   map[string]string{"$": "dólar", "€": "euro", "£": "libra", "euros": "euro", "dólares": "dólar", "libras": "libra"},
		Percent:      "porciento", Per: "por", That: "que", LastTells: true, Determiners: "el la los las un una unos unas", Beings: "es era soy fui fue son eran ser sido", Indefinites: "un una", Definites: "el la", Times: "veces", X: "x", Glued: "x",
		Only: "solo sólo solamente casi apenas", Qualifiers: "solo sólo solamente casi apenas de que", Openers: "es son era que como cuando donde dijo", Then: "entonces",
		Numerals: map[string]int64{
			"cero": 0, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12, "trece": 13, "catorce": 14,
			"quince": 15, "dieciséis": 16, "diecisiete": 17, "dieciocho": 18, "diecinueve": 19, "veinte": 20, "veintiuno": 21, "veintiún": 21, "veintidós": 22, "veintitrés": 23, "veinticuatro": 24, "veinticinco": 25,
			"veintiséis": 26, "veintisiete": 27, "veintiocho": 28, "veintinueve": 29, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90,
			"doscientos": 200, "doscientas": 200, "trescientos": 300, "trescientas": 300, "cuatrocientos": 400, "quinientos": 500, "quinientas": 500, "seiscientos": 600, "setecientos": 700, "ochocientos": 800, "novecientos": 900,
		},
		Scales:   map[string]int64{"docena": 12, "cien": 100, "ciento": 100, "mil": 1000, "millón": 1_000_000, "millones": 1_000_000},
		Ordinals: map[string]int64{"primera": 1, "primer": 1, "segundo": 2, "segunda": 2, "tercero": 3, "tercera": 3, "tercer": 3, "cuarto": 4, "cuarta": 4, "quinto": 5, "quinta": 5},
		Articles: "un una", And: "y", Point: "coma",
		Swaps: []string{"el un", "la una", "los unos", "y e", "o u", "y luego", "porque pues", "es son", "era eran", "en a", "que cual", "este ese", "esta esa", "esto eso"},
	}
	return l
}
