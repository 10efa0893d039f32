package lint

import "regexp"

// verdict matches words of a verdict on somebody.
var verdict = regexp.MustCompile(`(?i)\b(?:hir(?:e|ed|ing|able)|reject(?:ed|ion)?|recommend\w*|advance (?:her|him|them|the candidate)|` +
	`strong(?:ly)?[ _-](?:yes|no)|rat(?:ed|ing|ings)|scor(?:e|ed|es|ing)|rank(?:ed|ing|s)?|level \w+|(?:meets?|above|below|raises) the bar|` +
	`(?:best|strongest|weakest|better|weaker|stronger) (?:candidate|finalist|than)|make an offer|extend an offer|should (?:be|get|receive|not be))\b`)

// Decides reports whether a text recommends, rates or ranks. People may do that, and
// software that words a sentence about a candidate may not. It is coarse: it takes
// some harmless words for a verdict, and a verdict can be worded otherwise.
func Decides(text string) bool { return verdict.MatchString(fold(text).text) }
