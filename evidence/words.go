package evidence

import "strings"

// The word lists are for English. Folding and guards that rest on them do
// nothing for words of another language, so that a quote there is admitted only
// where it is equal after folding of case, punctuation and white space.

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

var (
	fillers = set("um uh uhm erm er ehm eh ah hmm hm mm mhm mmhm uhhuh huh")

	// fillerPhrases count as fillers where punctuation sets them off.
	fillerPhrases = [][]string{{"you", "know"}, {"i", "mean"}, {"like"}, {"well"}, {"so"}, {"okay"}, {"right"}, {"yeah"}, {"sort", "of", "like"}}

	eventWords = set("laughs laughter laughing laugh chuckles chuckle inaudible unintelligible crosstalk pause silence music " +
		"applause coughs cough sighs sigh vocalsound disfmarker nonvocalsound gap pause noise clears throat sic")

	negators = set("not no never none nobody nothing nowhere neither nor cannot without hardly barely scarcely seldom rarely n't unable refuse refused refuses deny denied denies fail failed fails")

	hedges = set("think guess suppose maybe perhaps probably possibly might could may kind sort somewhat apparently roughly almost nearly " +
		"tried try trying tries helped help helping partly mostly usually sometimes often supposedly believe feel hope hopefully " +
		"would should about around approximately mainly basically likely unlikely seem seems seemed wanted attempted")

	agents = set("i we me us my our mine ours myself ourselves they them their theirs he she him her his hers you your yours somebody someone everyone everybody team")

	functionWords = set("a an the and or but so then than that this these those there here it its is are was were be been being am do does did " +
		"have has had having of in on at by for with from to into onto over under up down out off as if when while where which who whom whose " +
		"what how why because just also too very really quite actually even still yet only again will shall can some any all each every " +
		"both such same other another more most much many few own s t re ve ll d m us about after before between through during like well okay right yeah oh now")

	contractions = map[string][]string{
		"can't": {"can", "not"}, "cannot": {"can", "not"}, "won't": {"will", "not"}, "shan't": {"shall", "not"}, "ain't": {"is", "not"},
		"gonna": {"going", "to"}, "wanna": {"want", "to"}, "gotta": {"got", "to"}, "kinda": {"kind", "of"}, "sorta": {"sort", "of"},
		"let's": {"let", "us"}, "dunno": {"do", "not", "know"}, "gimme": {"give", "me"}, "lemme": {"let", "me"}, "cuz": {"because"},
		"cause": {"because"}, "'cause": {"because"}, "yep": {"yes"}, "ok": {"okay"}, "alright": {"all", "right"}, "'em": {"them"}, "til": {"until"}, "till": {"until"},
		"n't": {"not"}, "i'd": {"i", "would"}, "we'd": {"we", "would"}, "you'd": {"you", "would"}, "they'd": {"they", "would"}, "he'd": {"he", "would"}, "she'd": {"she", "would"}, "it'd": {"it", "would"},
	}

	// isContractions are words whose 's stands for "is" and not for possession.
	isContractions = set("it that he she there what who where here how when this everything everyone something somebody someone nobody nothing one")

	suffixes = []struct{ suffix, word string }{{"n't", "not"}, {"'re", "are"}, {"'ve", "have"}, {"'ll", "will"}, {"'m", "am"}}

	clitics = map[string]string{"re": "are", "ve": "have", "ll": "will", "m": "am", "d": "would", "s": "is"}

	// discourse words begin a turn or fill a pause; a quote may leave them out.
	discourse = set("well so like okay right yeah yes oh now just actually you know i mean and anyway")

	smallNumbers = map[string]int64{
		"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
		"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
		"nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
	}
	scales = map[string]int64{"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}

	ordinals = map[string]string{
		"first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th", "seventh": "7th",
		"eighth": "8th", "ninth": "9th", "tenth": "10th", "eleventh": "11th", "twelfth": "12th", "twentieth": "20th", "thirtieth": "30th",
	}

	currencySymbols = map[rune]string{'$': "dollar", '€': "euro", '£': "pound"}
	currencyWords   = map[string]string{"dollars": "dollar", "euros": "euro", "pounds": "pound", "percent": "percent", "percents": "percent"}

	// pseudoNegations begin with a negator and negate nothing that follows.
	pseudoNegations = []string{"not only", "not just", "not merely", "no doubt", "no wonder", "no question", "without doubt", "not to mention"}

	clauseWords = set("but and or because so although though however while whereas since then")

	stopWords = set("a an the and or but so then than that this these those there here it its is are was were be been being am do does did doing " +
		"have has had having of in on at by for with from to into over under up down out off as if when while where which who whom whose what how why " +
		"because just also too very really quite actually even still yet only again will would shall should can could may might must some any all each " +
		"every both such same other another more most much many few own i we me us my our you your he she him her his they them their not no yes yeah " +
		"like well okay right oh now got get gets going go goes thing things something someone somebody people person lot kind sort know think mean say said " +
		"one two way make makes made good bad about after before between through during says first second time about")
)
