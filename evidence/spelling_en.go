package evidence

import "strings"

// britishSpellings maps words as they are written in Britain to how they are written
// in America: one word, two spellings.
func britishSpellings() map[string]string {
	out := map[string]string{
		"programme": "program", "programmes": "programs", "practise": "practice", "practised": "practiced", "practises": "practices", "practising": "practicing",
		"licence": "license", "licences": "licenses", "licenced": "licensed", "defence": "defense", "offence": "offense", "pretence": "pretense",
		"grey": "gray", "catalogue": "catalog", "catalogues": "catalogs", "catalogued": "cataloged", "dialogue": "dialog", "dialogues": "dialogs", "analogue": "analog",
		"enrol": "enroll", "enrols": "enrolls", "enrolment": "enrollment", "fulfil": "fulfill", "fulfils": "fulfills", "fulfilment": "fulfillment",
		"instalment": "installment", "instalments": "installments", "skilful": "skillful", "judgement": "judgment", "judgements": "judgments", "ageing": "aging",
		"acknowledgement": "acknowledgment", "sceptical": "skeptical", "sceptic": "skeptic", "sceptics": "skeptics", "scepticism": "skepticism", "maths": "math", "mum": "mom", "mums": "moms",
		"learnt": "learned", "spelt": "spelled", "burnt": "burned", "leant": "leaned", "dreamt": "dreamed", "spoilt": "spoiled",
		"artefact": "artifact", "artefacts": "artifacts", "manoeuvre": "maneuver", "manoeuvres": "maneuvers", "paediatric": "pediatric", "paediatrics": "pediatrics",
		"anaesthetic": "anesthetic", "anaesthetist": "anesthetist", "orthopaedic": "orthopedic", "orthopaedics": "orthopedics",
	}
	each := func(roots, british, american, endings string) {
		for root := range strings.FieldsSeq(roots) {
			for ending := range strings.FieldsSeq(endings) {
				ending = strings.TrimPrefix(ending, "-")
				out[root+british+ending] = root + american + ending
			}
		}
	}
	each("organ reorgan real recogn optim prior priorit repriorit depriorit special custom summar central decentral standard normal author util minim maxim synchron initial final general "+
		"visual emphas apolog harmon critic categor character modern monet local global formal ideal mobil neutral personal public rational stabil symbol scrutin serial virtual "+
		"token modular incentiv subsid revolution capital digit familiar legal memor material parallel random immun hospital penal polar sanit crystall computer "+
		"industrial professional institutional operational commercial container atom mechan motor patron social specif energ fertil jeopard",
		"is", "iz", "e ed es ing ation ations er ers able")
	each("anal paral catal", "ys", "yz", "e ed es ing er ers")
	each("behavi col fav flav harb hon hum lab neighb rum vap endeav arm sav", "our", "or", "- s ed ing ite ites able al er ers less ful hood hoods y")
	each("cent theat met kilomet centimet millimet lit millilit fib calib", "re", "er", "- s")
	each("cent", "red", "ered", "-")
	each("travel cancel model label signal fuel level channel tunnel counsel marvel total", "l", "", "ed ing er ers or ors")
	return out
}
