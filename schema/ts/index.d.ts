// Generated from the Go types by go generate ./schema. Do not edit.

export interface ActorAgent {
  kind: "agent";
  id: string;
  model?: string;
  version?: string;
  prompt_hash?: string;
}

export interface ActorHuman {
  kind: "human";
  id: string;
  name: string;
  role?: string;
}

/** Ref is the record of who acted, for logs and provenance. */
export interface ActorRef {
  kind: string;
  id: string;
  /** Name is set for humans only. */
  name?: string;
  /** Role is set for humans only. */
  role?: string;
  /** Model, Version and PromptHash are set for agents only. */
  model?: string;
  version?: string;
  prompt_hash?: string;
}

/** Gap says where an expectation lies against a band. */
export interface CompensationGap {
  /** OverBandPermille is how far the expectation's middle lies above the band's high end, in thousandths of the high end, rounded down; 0 or below means that the middle is within or under the band. */
  over_band_permille: number;
  /** Overlaps says that some figure satisfies both. */
  overlaps: boolean;
}

/** Range is a pay range in whole units of one currency. */
export interface CompensationRange {
  /** Low and High are inclusive; equal for a single figure. */
  low: number;
  high: number;
  /** Currency is an ISO 4217 code of three capital letters. */
  currency: string;
  period: "hour" | "day" | "week" | "month" | "year";
  /** Components says what is included where that was said, such as "base" or "base and bonus". */
  components?: string;
}

/** Brief is what the owner of a debrief may read before it: what the cited evidence says, criterion by criterion. */
export interface DebriefBrief {
  schema_version: number;
  debrief_id: string;
  requisition_id: string;
  by: ActorAgent;
  made_at: string;
  points?: DebriefPoint[];
  /** Refused are the points that were dropped. */
  refused?: DebriefRefusedPoint[];
}

/** Change is a proposal that came out of a pulse or a retro. */
export interface DebriefChange {
  schema_version: number;
  id: string;
  kind: string;
  /** Requisition is the search that it came out of. */
  requisition_id: string;
  /** Pulse or Retro is what it came out of. */
  pulse_id?: string;
  retro_id?: string;
  text: string;
  /** RubricHash is the locked rubric that a change of kind rubric is to. */
  rubric_hash?: string;
  /** ProposedHash is the content hash of the next version, once there is one: package scorecard replays the stored cards from RubricHash to it and shows who is affected, before anybody accepts. */
  proposed_hash?: string;
  status: string;
  proposed_at: string;
  /** DecidedIn is the search in which it was accepted or declined. */
  decided_in?: string;
  decided_by?: ActorHuman;
  decided_at?: string;
  /** Reason is why it was declined, in words; required then. */
  reason?: string;
}

/** Composite is the mechanical combination of levels, in two ways that are shown side by side and never blended. */
export interface DebriefComposite {
  /** Value is the weighted mean of the competencies that were assessed. */
  value: DebriefRatio;
  /** Coverage is the share of the weight that was assessed. Below 1 the value is prorated: nothing was assumed for what is missing. */
  coverage: DebriefRatio;
  /** Bar is what the value is held against. */
  bar: DebriefRatio;
  /** MeetsBar is the compensatory result: strengths may make up for gaps. */
  meets_bar: boolean;
  /** Unmet are the must-haves below what they need; the conjunctive result is that there are none. */
  unmet?: string[];
}

/** Criterion is how the panel rated one competency of one finalist. */
export interface DebriefCriterion {
  competency_id: string;
  name: string;
  kind: "must_have" | "growth";
  /** Behaviour is what a person at the bar does, in the rubric's words. */
  behaviour?: string;
  /** Weight is relative to the other criteria; 0 weighs 1. */
  weight?: number;
  /** Ratings are those of the submitted cards, in the order of submission; after second estimates, the last of each panelist. */
  ratings?: ScorecardRating[];
  /** First are the ratings of the first round where second estimates were given. */
  first_ratings?: ScorecardRating[];
  /** N is how many of them give a level. */
  n: number;
  /** Mean and MeanDeviation (the mean absolute deviation from the mean) are zero for N = 0. */
  mean?: DebriefRatio;
  mean_deviation?: DebriefRatio;
  /** Rwg is the agreement within the panel against uniform chance, 1 for perfect agreement; below 0 the panel is polarised. No figure for fewer than two levels. */
  rwg?: DebriefRatio;
  min?: number;
  max?: number;
  at_or_above_bar: number;
  below_bar: number;
}

/** DecisionDocument is the stored form of a Decision. */
export interface DebriefDecision {
  schema_version: number;
  debrief_id: string;
  requisition_id: string;
  application_id: string;
  candidate: string;
  rubric_hash: string;
  scope: string;
  outcome: "hire" | "no_hire" | "advance" | "reject" | "defer";
  method?: "owner_decides" | "consent" | "threshold" | "committee";
  decided_by: ActorHuman;
  decided_at: string;
  reasons?: DebriefReason[];
  /** Against are the criteria that the outcome contradicts. */
  against?: string[];
  /** AgainstComposite says that the outcome contradicts the composite. */
  against_composite?: boolean;
  rationale?: string;
  dissent?: DebriefDissent[];
  /** FollowUp is set for the outcome Defer. */
  follow_up?: DebriefFollowUp;
  /** Onboarding are the growth gaps of a person who is hired. */
  onboarding?: DebriefOnboardingNote[];
  /** Waivers let findings of the lint stand in what the owner wrote. */
  waivers?: LintWaiver[];
}

/** Dissent is a panelist's view against the decision, kept by name. */
export interface DebriefDissent {
  by: RequisitionPerson;
  text: string;
}

/** Ending is what the meeting decided about one application. */
export interface DebriefEnding {
  application_id: string;
  outcome: "hire" | "no_hire" | "advance" | "reject" | "defer";
  /** Until is when a deferred decision will be made. */
  until?: string;
  at: string;
  /** Sequence counts the deferrals before this outcome, for calendars. */
  sequence?: number;
}

/** Estimate is a panelist's second rating of a criterion, after the talk. */
export interface DebriefEstimate {
  application_id: string;
  rating: ScorecardRating;
  /** From is the level of the first round; 0 where it was not assessed. */
  from?: number;
  /** Change is the reason for another level; "" where the level stays. */
  change?: string;
  /** Shown says that the estimate was shown to the others. */
  shown?: boolean;
}

/** ExplainedCriterion is one criterion as the candidate reads it. */
export interface DebriefExplainedCriterion {
  competency_id: string;
  name: string;
  kind: "must_have" | "growth";
  /** LookedFor is what a person at the bar does, in the rubric's words. */
  looked_for?: string;
  standing: "met" | "not_met" | "not_assessed";
  /** Words are the candidate's own recorded words that the panel relied on. */
  words?: string[];
  /** AssessedBy are the names of those who assessed it. */
  assessed_by?: string[];
  /** Feedback is what the owner wrote for the candidate. */
  feedback?: string;
}

/** Explanation says to the candidate how a decision came about: what was looked for, what was found in their own words, who assessed it, and what software did. */
export interface DebriefExplanation {
  schema_version: number;
  application_id: string;
  candidate: string;
  title: string;
  outcome: "hire" | "no_hire" | "advance" | "reject" | "defer";
  decided_by: string;
  decided_at: string;
  criteria?: DebriefExplainedCriterion[];
  /** Software says what software did and did not do. */
  software?: string[];
  /** Review says how to ask for a review by another person. */
  review: string;
}

/** Finalist is one application as the panel saw it. */
export interface DebriefFinalist {
  application_id: string;
  candidate: string;
  /** Criteria are in the order of the rubric. */
  criteria?: DebriefCriterion[];
  /** Agenda is in the order of discussion. */
  agenda?: DebriefItem[];
  /** Composite is nil where a must-have or everything was not assessed. */
  composite?: DebriefComposite;
  /** Pivotal are the panelists on whom the composite's side of the bar depends. */
  pivotal?: DebriefPivotal[];
  recommendations?: DebriefRecommendation[];
  scorecard_ids?: string[];
  waived?: DebriefWaiver[];
  /** Unasked are planned questions that no panelist asked, as far as the records show. */
  unasked_question_ids?: string[];
  summary?: Summary;
}

/** FollowUp is what has to happen before a deferred decision. */
export interface DebriefFollowUp {
  /** Until is when the decision will be made. */
  until: string;
  /** Owner sees to it. */
  owner: RequisitionPerson;
  /** EvidenceNeeded says what is missing. */
  evidence_needed: string;
}

/** Item is a point of the agenda. */
export interface DebriefItem {
  competency_id: string;
  why: string;
  /** Debate says that the point is discussed and not only read out. */
  debate: boolean;
  /** Speakers is the order in which those who rated it speak, each starting from their evidence. */
  speakers?: DebriefTurn[];
}

/** MeetingDocument is the stored form of a Meeting. */
export interface DebriefMeeting {
  schema_version: number;
  id: string;
  requisition_id: string;
  title: string;
  openings: number;
  scope: string;
  /** Round is set for a debrief of one round. */
  round_id?: string;
  application_ids?: string[];
  stage: "collecting" | "closed" | "revealed" | "rerating" | "ended" | "cancelled";
  owner: RequisitionPerson;
  method: "owner_decides" | "consent" | "threshold" | "committee";
  /** CompositeBar is what the composite is held against; no figure for the rubric's bar. */
  composite_bar?: DebriefRatio;
  participants?: DebriefParticipant[];
  slot: RequisitionSlot;
  /** Sequence counts the changes that calendars must take up, from 0. */
  sequence: number;
  /** FollowUpOf is the debrief whose follow-up this is. */
  follow_up_of?: string;
  /** Seed breaks ties in the order of speaking, the same way every time. */
  seed: string;
  booked_by: ActorHuman;
  booked_at: string;
  changed_at: string;
  /** Reason is why the meeting was called off. */
  reason?: string;
  waived?: DebriefWaiver[];
  /** Cards are those that were in when the meeting was closed; only they are revealed. */
  scorecard_ids?: string[];
  closed_at?: string;
  revealed_at?: string;
  /** PacketHash is the content hash of the packet that was revealed. */
  packet_hash?: string;
  estimates?: DebriefEstimate[];
  objections?: DebriefObjection[];
  /** Endings are the outcomes so far, the last of each application. */
  endings?: DebriefEnding[];
}

/** Objection is a participant's reasoned objection to an outcome. */
export interface DebriefObjection {
  application_id: string;
  against: "hire" | "no_hire" | "advance" | "reject" | "defer";
  by: ActorHuman;
  text: string;
  at: string;
  /** Withdrawn says that it does not stand any more. */
  withdrawn?: boolean;
}

/** OnboardingNote is a growth gap of a person who is hired, for their first months. */
export interface DebriefOnboardingNote {
  competency_id: string;
  name: string;
  /** From is the panel's mean level; no figure where nobody assessed it. */
  from?: DebriefRatio;
  /** Towards is what a person at the bar does, in the rubric's words. */
  towards?: string;
}

/** Packet is the record that a debrief runs from. */
export interface DebriefPacket {
  schema_version: number;
  id: string;
  requisition_id: string;
  title: string;
  openings: number;
  scope: string;
  /** Round is set for a debrief of one round. */
  round_id?: string;
  rubric_hash: string;
  rubric_locked_at: string;
  /** Levels and MeetsLevel are the rubric's scale and its bar. */
  levels: number;
  meets_level: number;
  /** Owner is the one person who decides. */
  owner: RequisitionPerson;
  /** Method is how the decision is reached; OwnerDecides where it is "". */
  method?: "owner_decides" | "consent" | "threshold" | "committee";
  made_at: string;
  minutes: number;
  finalists?: DebriefFinalist[];
}

/** Participant takes part in a debrief. */
export interface DebriefParticipant {
  person: RequisitionPerson;
  role?: string;
  /** Seniority orders people for speaking: higher speaks later. 0 is unknown and counts as the most junior. */
  seniority?: number;
}

/** Pivotal is a panelist without whose levels the composite would lie on the other side of the bar. */
export interface DebriefPivotal {
  panelist_id: string;
  name: string;
  /** Without is the composite without their levels; no figure where there is none, because nobody else assessed a must-have. */
  without?: DebriefRatio;
}

/** Point is a drafted sentence; at least one citation. */
export interface DebriefPoint {
  application_id: string;
  competency_id: string;
  /** Text is the drafter's wording. It is never a quote and never evidence. */
  text: string;
  evidence?: EvidenceCitation[];
}

/** PulseAnswer is one person's answer to both questions. */
export interface DebriefPulseAnswer {
  by: ActorHuman;
  right_rubric: boolean;
  right_candidates: boolean;
  /** Why is required for a no. */
  why?: string;
  at: string;
}

/** PulseResult is both answers, side by side. */
export interface DebriefPulseResult {
  hiring_manager: DebriefPulseAnswer;
  recruiter: DebriefPulseAnswer;
  /** Gap are the questions that the two answer differently. */
  gap?: string[];
  /** No are the questions that at least one answers with no. */
  no?: string[];
}

/** Ratio is an exact fraction in lowest terms. */
export interface DebriefRatio {
  num: number;
  den: number;
}

/** Reason is why, by criterion. */
export interface DebriefReason {
  competency_id: string;
  text: string;
}

/** Recommendation is a panelist's overall view. */
export interface DebriefRecommendation {
  by: ActorHuman;
  round_id: string;
  overall: "strong_yes" | "yes" | "no" | "strong_no";
  reason: string;
  /** Late says that the card came after it was due. */
  late?: boolean;
}

/** RefusedPoint says which point of a proposal was dropped, and why. */
export interface DebriefRefusedPoint {
  point: number;
  flag: string;
}

/** Retro is what a search taught: two things to keep and one to change. */
export interface DebriefRetro {
  schema_version: number;
  id: string;
  requisition_id: string;
  /** DueAt is TimeToRetro after the acceptance. */
  due_at: string;
  held_at: string;
  held_by: ActorHuman;
  /** Kept are two. */
  kept?: string[];
  change_id: string;
}

/** Turn is somebody's turn to speak on a point. */
export interface DebriefTurn {
  person: RequisitionPerson;
  /** Minority says that their level is the rarer one: they speak first. */
  minority?: boolean;
}

/** Waiver lets a debrief take place without one card. */
export interface DebriefWaiver {
  interview_id: string;
  panelist: RequisitionPerson;
  reason: string;
  by: ActorHuman;
}

/** Citation is a piece of a source, in the source's own words. */
export interface EvidenceCitation {
  source: EvidenceSourceRef;
  speaker?: EvidenceSpeaker;
  /** Spans are in the order of the source; at least one. */
  spans?: EvidenceSpan[];
  /** Language is the BCP 47 tag of the cited text, "" where unknown. */
  language?: string;
  /** Confirmation are the words by which somebody whose words count confirms what another restated; none for everything else. */
  confirmation?: EvidenceSpan[];
  /** Grade is how the claim related to the source when the citation was made. */
  grade: "verbatim" | "normalized" | "elided" | "approximate" | "altered" | "not_found";
  /** Flags are those that ask for review; a citation with a blocking flag is never made. */
  flags?: string[];
}

/** SourceRef names one version of a source. */
export interface EvidenceSourceRef {
  kind: string;
  id: string;
  /** Hash is the content hash of the version, such as Transcript.Hash. */
  hash: string;
}

/** Span is a piece of one passage. */
export interface EvidenceSpan {
  /** Segment is the id of the passage. */
  segment_id: string;
  /** StartByte and EndByte are offsets into the passage's UTF-8 text, end exclusive. */
  start_byte: number;
  end_byte: number;
  /** StartUTF16 and EndUTF16 are the same place in UTF-16 code units, as JavaScript counts. */
  start_utf16: number;
  end_utf16: number;
  /** StartMs and EndMs are the times of the first and last word that is cited, where the source has them, and else the passage's. */
  start_ms?: number;
  end_ms?: number;
  /** Text equals the passage's text between the byte offsets. */
  text: string;
}

/** Speaker is who said a passage. */
export interface EvidenceSpeaker {
  id?: string;
  name?: string;
  role?: string;
}

/** Ask is something that the recruiter asks the hiring manager. */
export interface IntakeAsk {
  id: string;
  /** Topic is what is asked for, as it stands in a sentence: "what must be there on the first day". */
  topic: string;
  /** Question is the full question. */
  question: string;
  /** Also are other ways in which people ask it; a call that has one of them has asked it. */
  also?: string[];
  /** Why says what the answer is for, as it stands after "because" or "so that". */
  why: string;
  /** Probes are follow-up questions for an answer that stays general. */
  probes?: string[];
  /** Minutes is the time planned for it; 0 where nobody has said. */
  minutes?: number;
}

/** AskCoverage says what became of one question of the brief. */
export interface IntakeAskCoverage {
  ask_id: string;
  topic: string;
  state: string;
  /** AskedIn and AnsweredIn are segment ids; empty where it was not asked. */
  asked_segment_ids?: string[];
  answer_segment_ids?: string[];
  /** Answer are the hiring manager's own words in the answer that share most with the question, else its beginning. */
  answer?: EvidenceCitation[];
  /** Mentions are places where the hiring manager speaks of it though nobody asked: somewhere to look, not an answer. */
  mentions?: EvidenceCitation[];
}

/** Brief prepares one call. */
export interface IntakeBrief {
  schema_version: number;
  title: string;
  hiring_manager: string;
  recruiter: string;
  minutes: number;
  asks?: IntakeAsk[];
  returns?: IntakeReturn[];
  /** Script is what is read out, by paragraphs. */
  script?: string[];
  /** ScriptSeconds is how long that takes at WordsPerMinute. */
  script_seconds: number;
}

/** Comparison sets a draft description against the call. */
export interface IntakeComparison {
  schema_version: number;
  description: EvidenceSourceRef;
  call: EvidenceSourceRef;
  lines?: IntakeLine[];
  /** OnlySaid are criteria of the call that the description does not have. */
  only_said?: RubricCriterion[];
}

/** Coverage says what a call covered of its brief. */
export interface IntakeCoverage {
  schema_version: number;
  source: EvidenceSourceRef;
  asks?: IntakeAskCoverage[];
  asked: number;
  answered: number;
  of: number;
}

/** Line is one line of a description, with what the call has on it. */
export interface IntakeLine {
  state: string;
  /** Written cites the description. */
  written: EvidenceCitation;
  /** Said are the hiring manager's own words in the call; none where never mentioned. */
  said?: EvidenceCitation[];
}

/** Return is something that the hiring manager gets back. */
export interface IntakeReturn {
  /** What stands in a sentence: "a rubric of behaviours to agree on". */
  what: string;
  /** When stands in a sentence: "tomorrow"; "" for no promise. */
  when?: string;
}

/** Finding is a place where a rule applies. */
export interface LintFinding {
  code: string;
  severity: string;
  target?: string;
  /** Path is the JSON Pointer of the text in its document; "" for a text alone. */
  path?: string;
  /** StartByte and EndByte are offsets into the text, end exclusive; both 0 where the finding is about the document. */
  start_byte: number;
  end_byte: number;
  /** Words are the text between the offsets. */
  words?: string;
  message: string;
  fix?: string;
  /** Basis is what a jurisdiction's pack rests the severity on. */
  basis?: string;
  pack: LintPackRef;
  /** Waiver is set where a person has waived the finding. */
  waiver?: LintWaiver;
}

/** PackRef names one edition of a pack. */
export interface LintPackRef {
  id: string;
  as_of: string;
}

/** Report is what was found in a document. */
export interface LintReport {
  /** Packs are those that were applied, in their order. */
  packs?: LintPackRef[];
  /** Findings are in document order, waived ones included. */
  findings?: LintFinding[];
}

/** Waiver is a named person's reason to let a finding stand. */
export interface LintWaiver {
  /** Code is the rule's. */
  code: string;
  /** Words are those that the waiver is for, compared without regard to case; "" waives every finding of the code in the document. */
  words?: string;
  reason: string;
  by: ActorHuman;
  at: string;
}

/** Cover says what the plan has on one competency. */
export interface PanelCover {
  competency_id: string;
  name: string;
  kind: "must_have" | "growth";
  /** Raters are the people who assess it, in the plan's order. */
  raters?: RequisitionPerson[];
  signals?: PanelSignal[];
}

/** Kit is what one panelist takes into one conversation. */
export interface PanelKit {
  schema_version: number;
  title: string;
  candidate?: string;
  when?: string;
  round: string;
  panelist: RequisitionPerson;
  panel?: RequisitionPerson[];
  minutes: number;
  /** OpeningMinutes and CandidateMinutes are kept free at the start, and at the end for the candidate's own questions; both are the round's, not each panelist's. */
  opening_minutes: number;
  candidate_minutes: number;
  meets_level: number;
  rubric_hash: string;
  rubric_version: number;
  competencies?: PanelKitCompetency[];
  /** Eligibility are questions for yes or no, which are not rated. */
  eligibility?: PanelKitQuestion[];
  /** StillOpen are questions of the panelist's competencies that earlier rounds left open and that are not among the panelist's own. */
  still_open?: PanelKitQuestion[];
}

/** KitCompetency is a competency that the panelist assesses. */
export interface PanelKitCompetency {
  id: string;
  name: string;
  description: string;
  kind: "must_have" | "growth";
  minutes: number;
  questions?: PanelKitQuestion[];
  /** Anchors are all levels, lowest first. */
  anchors?: RubricAnchor[];
}

/** KitQuestion is a question with what a panelist needs to ask it. */
export interface PanelKitQuestion {
  id: string;
  text: string;
  kind?: string;
  probes?: string[];
  minutes?: number;
  /** LeftBy are the earlier rounds in which it was planned and not answered. */
  left_by?: string[];
}

/** Report is what a plan covers. */
export interface PanelReport {
  schema_version: number;
  rubric_hash: string;
  /** Competencies are in the rubric's order. */
  competencies?: PanelCover[];
  findings?: LintFinding[];
}

/** Signal is one planned question that one panelist asks for a competency. */
export interface PanelSignal {
  round_id: string;
  panelist: RequisitionPerson;
  question_id: string;
}

/** Clock is what the policy says about an item. */
export interface PrivacyClock {
  kind: string;
  candidate_id: string;
  application_id: string;
  /** Jurisdictions are the laws that apply, beside those that hold everywhere. */
  jurisdictions?: string[];
  /** EndedAt is when the application ended; zero while it runs, when nothing is due. */
  ended_at?: string;
  /** KeepUntil is until when the candidate agreed to be kept beyond the search; zero without. */
  keep_until?: string;
  /** Held says that a legal hold stands. */
  held?: boolean;
  /** MustKeepUntil is the longest minimum: before it nothing may be deleted. */
  must_keep_until?: string;
  /** DeleteAfter is when it is to be deleted; zero where no rule says so. */
  delete_after?: string;
}

/** Consents are a candidate's answers, oldest first. */
export interface PrivacyConsents {
  schema_version: number;
  candidate_id: string;
  entries?: PrivacyEntry[];
}

/** Count is how many records of a kind there were. */
export interface PrivacyCount {
  kind: string;
  n: number;
}

/** Document is one version of one stored document. */
export interface PrivacyDocument {
  kind: string;
  id: string;
  version: number;
  /** Content is the document as stored. Of one that is about several people it is the part of this person. */
  content?: Record<string, unknown>;
}

/** Entry is one answer, written down by a named human. */
export interface PrivacyEntry {
  scope: "recording" | "transcription" | "drafting" | "retention" | "reuse";
  answer: "given" | "declined" | "withdrawn";
  /** Requisition is the search that it is for; "" for all of them. */
  requisition_id?: string;
  /** Basis is the legal basis that stands in for consent, named by the host such as "legitimate_interest"; "" where the candidate agreed themselves. */
  basis?: string;
  /** Jurisdiction is the law that applies, as the host names it in its Policy. */
  jurisdiction?: string;
  /** Text is the content hash or id of the notice that the candidate read. */
  text?: string;
  /** Until is when it runs out; zero without a date. */
  until?: string;
  by: ActorHuman;
  at: string;
}

/** Erasure is the record that a named human erased a person's data, or refused to. */
export interface PrivacyErasure {
  schema_version: number;
  id: string;
  /** Candidates are the ids of all records of the person. */
  candidate_ids?: string[];
  /** Applications are the ids of all their applications, in every search. */
  application_ids?: string[];
  outcome: string;
  /** Ground is the legal ground, as a code of the host such as "gdpr.17"; no words. */
  ground: string;
  by: ActorHuman;
  started_at: string;
  ended_at?: string;
  /** Deleted counts the records that were deleted, versions included, by kind. */
  deleted?: PrivacyCount[];
  /** KeysDestroyed says that the person's keys were destroyed; false where nothing was sealed. */
  keys_destroyed?: boolean;
}

/** Export is everything that is held on one person, with content, portable. */
export interface PrivacyExport {
  schema_version: number;
  made_at: string;
  /** Candidates are the ids of all records of the person. */
  candidate_ids?: string[];
  application_ids?: string[];
  /** Documents are all stored documents in all their versions, by kind, id and version. */
  documents?: PrivacyDocument[];
  /** Acts are what was logged about the applications and the person. */
  acts?: RequisitionAct[];
  /** Withheld are documents that nobody but their author may read yet; ask again when the round is over. */
  withheld?: PrivacyWithheld[];
}

/** Hold keeps everything of a person from being erased or deleted, for a reason such as a charge or a lawsuit, until a named human releases it. */
export interface PrivacyHold {
  schema_version: number;
  id: string;
  candidate_id: string;
  /** Matter is the reference of the matter, such as a file number; no personal content. */
  matter: string;
  placed_by: ActorHuman;
  placed_at: string;
  /** ReleasedBy and ReleasedAt are zero while the hold stands. */
  released_by?: ActorHuman;
  released_at?: string;
}

/** Policy is the host's rules. */
export interface PrivacyPolicy {
  /** Version is logged with every deletion by the policy: a short code without words. */
  version: string;
  rules?: PrivacyRule[];
}

/** Rule says how long one kind of document is kept under one law, counted in days from the end of the application. */
export interface PrivacyRule {
  /** Kind is the kind of document, such as "transcript" or "scorecard"; "" for every kind. */
  kind?: string;
  /** Jurisdiction is where the rule holds; "" everywhere. */
  jurisdiction?: string;
  /** AtLeastDays must pass before it may be deleted, such as the years that an employer must keep records; 0 for none. */
  at_least_days?: number;
  /** AtMostDays is when it is to be deleted; 0 for no such date. */
  at_most_days?: number;
  /** Source says where the rule comes from, for whoever checks it. */
  source: string;
}

/** Withheld names a document without its content. */
export interface PrivacyWithheld {
  kind: string;
  id: string;
  /** Reason is a code: round_open. */
  reason: string;
}

/** Requisition is one search for one or more people in the same role. */
export interface Requisition {
  schema_version: number;
  id: string;
  title: string;
  /** Openings is how many people are to be hired; at least 1. */
  openings: number;
  hiring_manager: RequisitionPerson;
  recruiter: RequisitionPerson;
  status: string;
  /** StatusReason is the reason of the last change of status, in words. */
  status_reason?: string;
  opened_at: string;
  /** TargetOn is the day by which the role should be filled; "" without one. */
  target_on?: string;
  /** Predecessor is the requisition that this one replaces or repeats. */
  predecessor?: string;
  /** RubricHash is the content hash of the locked rubric; "" before the lock. */
  rubric_hash?: string;
  /** ConfirmRubric says that the hiring manager has to confirm the locked rubric before the search goes on: they are new, or the search was reopened. */
  confirm_rubric?: boolean;
  /** Handovers are the changes of hiring manager and recruiter, oldest first. */
  handovers?: RequisitionHandover[];
  /** SourcingSince is when sourcing started; zero before. */
  sourcing_since?: string;
  /** Compensation is the band; it is not part of the rubric's hash. */
  compensation?: CompensationRange;
  /** Plan is the rounds that every application goes through. */
  plan?: RequisitionPlan;
  external?: RequisitionExternalRef[];
}

/** Act is one move: what happened to which record, when, by whom, and who is waited on since. */
export interface RequisitionAct {
  /** Kind names the move, as "record.verb": "requisition.opened". */
  kind: string;
  at: string;
  /** By is the actor without the name. */
  by: ActorRef;
  requisition_id?: string;
  application_id?: string;
  interview_id?: string;
  round_id?: string;
  /** Record is the id of another record that the act made or changed, such as a scorecard. */
  record?: string;
  /** Hash is the content hash of the rubric that the act is about, or a commitment under a key to what was said or written. */
  hash?: string;
  /** Code says why, where that is not plain: of a refusal, such as "access.hidden". */
  code?: string;
  /** From and To are the statuses before and after. */
  from?: string;
  to?: string;
  /** WaitingOn is who has to act next; empty where nobody new is waited on. */
  waiting_on?: RequisitionWaiting[];
  /** Settles is what nobody is waited on for any more, on the act's own record and on those above it; an empty person settles the step for everybody. */
  settles?: RequisitionWaiting[];
  /** HandsOver moves what the first person is waited on for, as hiring manager or recruiter of the requisition, to the second. */
  hands_over?: RequisitionReassignment;
}

/** Application is one candidate in one search. */
export interface RequisitionApplication {
  schema_version: number;
  id: string;
  requisition_id: string;
  candidate_id: string;
  /** Person is the candidate's Person at the time of applying. */
  person_id?: string;
  source: string;
  status: string;
  /** Reason is why the application ended, in words; required for every end but a hire. */
  reason?: string;
  applied_at: string;
  ended_at?: string;
  /** Erased says that the person's data were erased: ids, status and times are left. */
  erased?: boolean;
  external?: RequisitionExternalRef[];
}

/** Attendance says whether a panelist was there, and for whom they stood in. */
export interface RequisitionAttendance {
  panelist: RequisitionPerson;
  attended: boolean;
  /** SubstituteFor is the id of the panelist whose seat this person took; "" for none. */
  substitute_for?: string;
}

/** Candidate is a person who is considered. */
export interface RequisitionCandidate {
  schema_version: number;
  id: string;
  name: string;
  /** Person is the host's id of the person where they work here or have an account; "" otherwise. An internal candidate reads nothing of a search that they are in. */
  person_id?: string;
  /** MergedInto is the record of the same person that this one was merged into. */
  merged_into?: string;
  external?: RequisitionExternalRef[];
}

/** ExternalRef is the record's id in another system, such as an applicant tracking system. */
export interface RequisitionExternalRef {
  system: string;
  id: string;
}

/** Handover is a change of the search's hiring manager or recruiter. */
export interface RequisitionHandover {
  /** Role is hiring_manager or recruiter. */
  role: string;
  from: RequisitionPerson;
  to: RequisitionPerson;
  at: string;
  by: ActorHuman;
  /** Reason is why, in words. */
  reason: string;
}

/** Interview is one conversation with a candidate. */
export interface RequisitionInterview {
  schema_version: number;
  id: string;
  requisition_id: string;
  application_id: string;
  round_id: string;
  rubric_hash: string;
  status: string;
  scheduled: RequisitionSlot;
  /** Actual is when it took place; zero until it was held. */
  actual?: RequisitionSlot;
  /** Panel is the round's panel at the time of scheduling. */
  panel?: RequisitionSeat[];
  attendance?: RequisitionAttendance[];
  /** Transcripts are ids of none, one or several transcripts of this conversation; several where a call dropped and was resumed, or where panelists typed notes. */
  transcripts?: string[];
  /** Reused are those of the transcripts that come from an earlier search. */
  reused?: string[];
  /** ProcessAdjusted says that the process was adjusted for the candidate, and nothing about why. */
  process_adjusted?: boolean;
  external?: RequisitionExternalRef[];
}

/** Offer is what was put to a selected candidate, and their answer. */
export interface RequisitionOffer {
  schema_version: number;
  id: string;
  requisition_id: string;
  application_id: string;
  status: string;
  /** Terms is the pay that was offered; zero where it is kept elsewhere. */
  terms?: CompensationRange;
  extended_at: string;
  /** AnswerBy is when an answer is due; zero without a date. */
  answer_by?: string;
  answered_at?: string;
  /** Reason is why the candidate declined, in words; required for a decline. */
  reason?: string;
}

/** Person is somebody of the hiring side. */
export interface RequisitionPerson {
  id: string;
  name: string;
}

/** Plan is the rounds in their order. */
export interface RequisitionPlan {
  rounds?: RequisitionRound[];
}

/** Reassignment moves a duty from one person to another, by their ids. */
export interface RequisitionReassignment {
  from_id: string;
  to_id: string;
}

/** Round is a step of the plan. */
export interface RequisitionRound {
  id: string;
  name: string;
  kind: string;
  minutes: number;
  panel?: RequisitionSeat[];
}

/** Seat is one panelist's place in a round and what they assess. */
export interface RequisitionSeat {
  panelist: RequisitionPerson;
  /** Competencies are ids of the rubric's competencies. */
  competencies?: string[];
  /** Questions are ids of the rubric's questions that this panelist asks. */
  questions?: string[];
  /** Zone is the IANA name of the zone in which the panelist's day ends; "" is the interview's. */
  zone?: string;
}

/** Slot is a time with its place on the calendar. */
export interface RequisitionSlot {
  start: string;
  end: string;
  zone: string;
}

/** Waiting says who has to act next, for what, and by when. */
export interface RequisitionWaiting {
  /** Person is the id of the person who is waited on; "" where it is the candidate. */
  person_id?: string;
  /** Candidate is set where the candidate is waited on. */
  candidate_id?: string;
  /** For names the step, such as "rubric.lock" or "scorecard.submit". */
  for: string;
  /** Due is when it is due; zero without a date. */
  due?: string;
}

/** Rubric is the content that people agree on. */
export interface Rubric {
  schema_version: number;
  id: string;
  /** Version counts from 1; a change of a locked rubric is the next version. */
  version: number;
  role: RubricRole;
  /** MeetsLevel is the level that meets the bar. */
  meets_level: number;
  competencies?: RubricCompetency[];
  questions?: RubricQuestion[];
  /** WeightRationale says why weights differ; required if and only if they do. */
  weight_rationale?: string;
  /** Compensation is the band of the role. It is not part of the content hash: a band may move without changing what is assessed, and the rubric may be shown to people who must not see the band. */
  compensation?: CompensationRange;
  /** ChangeReason says why this version replaces the one before; required from version 2 on. */
  change_reason?: string;
  /** Predecessor is the content hash of the version before; required from version 2 on. */
  predecessor?: string;
  /** Seen is what happens to candidates who were rated by the version before; required from version 2 on. */
  seen?: "rerate" | "grandfather";
  /** Waivers let findings of Lint stand, with a reason and a name. They are part of what people agree to. */
  waivers?: LintWaiver[];
}

/** Anchor describes what a level looks like in behaviour. */
export interface RubricAnchor {
  /** Level is on the rubric's scale, 1 the lowest. */
  level: number;
  /** Label is the level's short name, such as "Meets the bar". */
  label: string;
  /** Behaviour is what a person at this level does, observably. */
  behaviour: string;
}

/** Assent is a named person's agreement to exactly one content. */
export interface RubricAssent {
  by: ActorHuman;
  /** Hash is the content hash that the person agreed to. */
  hash: string;
  /** At is when, UTC. */
  at: string;
}

/** Bank is a collection of questions. */
export interface RubricBank {
  schema_version: number;
  id: string;
  title?: string;
  questions?: RubricBankQuestion[];
  waivers?: LintWaiver[];
}

/** BankQuestion is a question that is kept for use in several rubrics. */
export interface RubricBankQuestion {
  id: string;
  text: string;
  kind: string;
  /** Probes are planned follow-up questions. */
  probes?: string[];
  /** Minutes is the time that the question and its probes take; 0 where nobody has said. */
  minutes?: number;
  /** For names what the question gives evidence for, such as "delivery"; it is compared with a competency's id, name and terms without regard to case. */
  for?: string[];
}

/** Competency is one thing that is assessed. */
export interface RubricCompetency {
  id: string;
  name: string;
  description: string;
  kind: "must_have" | "growth";
  /** Anchors are one per level, lowest first. */
  anchors?: RubricAnchor[];
  /** Weight is relative to the other competencies; nil weighs 1. Weights that differ need Rubric.WeightRationale. */
  weight?: number;
  /** Basis cites where the hiring manager asked for it, usually in the intake call: their own words, or a recruiter's that they confirmed. */
  basis?: EvidenceCitation[];
  /** JobLink is the task or outcome that the competency comes from. */
  job_link?: RubricJobLink;
  /** Terms are the competency in classifications such as ESCO. */
  terms?: RubricTerm[];
}

/** Criterion is a proposed criterion with verified quotes. */
export interface RubricCriterion {
  name?: string;
  description?: string;
  kind?: "must_have" | "growth";
  /** Basis are the hiring manager's own words; at least one. */
  basis?: EvidenceCitation[];
}

/** JobDescription is what a candidate may read of a locked rubric: the role and what will be assessed, without questions and anchors. */
export interface RubricJobDescription {
  title: string;
  team?: string;
  level?: string;
  location?: string;
  purpose?: string;
  outcomes?: string[];
  /** MustHaves and Growth are names with descriptions. */
  must_haves?: RubricRequirement[];
  growth?: RubricRequirement[];
  /** Compensation is zero where the rubric has no band. */
  compensation?: CompensationRange;
  rubric_hash: string;
  /** Terms are the occupation in public classifications. */
  terms?: RubricTerm[];
}

/** JobLink says which part of the job a competency comes from. */
export interface RubricJobLink {
  /** Task is the task or the outcome that needs the competency. */
  task: string;
  /** By is who confirmed that, and At when. */
  by?: ActorHuman;
  at?: string;
}

/** JobPosting is a job description with what a search engine needs besides. */
export interface RubricJobPosting {
  schema_version: number;
  description: RubricJobDescription;
  organization: RubricOrganization;
  /** PostedOn and ValidThrough are days, YYYY-MM-DD; ValidThrough may be "". */
  posted_on: string;
  valid_through?: string;
  employment?: string[];
  places?: RubricPlace[];
  /** Remote says that all of the work may be done from elsewhere; RemoteFrom are the countries from which, as ISO 3166-1 alpha-2 codes. */
  remote?: boolean;
  remote_from?: string[];
  openings?: number;
  /** Identifier is the host's own id of the posting, URL its page. */
  identifier?: string;
  url?: string;
  /** ShowPay puts the compensation band into the posting. It is the host's choice, and in some places the law's. */
  show_pay?: boolean;
  /** DirectApply says that the page takes applications itself; nil says nothing. */
  direct_apply?: boolean;
  waivers?: LintWaiver[];
}

/** LockedDocument is the stored form of a Locked. */
export interface RubricLocked {
  schema_version: number;
  hash: string;
  hiring_manager: RubricAssent;
  recruiter: RubricAssent;
  rubric: Rubric;
}

/** Organization is who hires. */
export interface RubricOrganization {
  name: string;
  /** URL is the organization's own page, Logo an image's address; "" for none. */
  url?: string;
  logo?: string;
}

/** Place is where the work is done. */
export interface RubricPlace {
  street?: string;
  locality?: string;
  region?: string;
  postal_code?: string;
  /** Country is an ISO 3166-1 alpha-2 code such as PT. */
  country: string;
}

/** Question is a planned question, asked of every candidate. */
export interface RubricQuestion {
  id: string;
  /** Text is what is asked. */
  text: string;
  /** Competencies are those that the answer is evidence for: at least one, and best exactly one; none for a question of eligibility. */
  competencies?: string[];
  kind?: string;
  /** Probes are planned follow-up questions. */
  probes?: string[];
  /** Minutes is the time that the question and its probes take; 0 where nobody has said. */
  minutes?: number;
}

/** Requirement is a competency as a candidate reads it. */
export interface RubricRequirement {
  name: string;
  description: string;
  /** Terms are the competency in public classifications. */
  terms?: RubricTerm[];
}

/** Role describes the job. */
export interface RubricRole {
  title: string;
  team?: string;
  level?: string;
  location?: string;
  /** Purpose is why the role exists, in a sentence or two. */
  purpose?: string;
  /** Outcomes are what the person will have achieved after about a year. */
  outcomes?: string[];
  /** Terms are the occupation in classifications such as O*NET-SOC. */
  terms?: RubricTerm[];
}

/** SupersededDocument is the stored form of a Superseded. */
export interface RubricSuperseded {
  schema_version: number;
  successor: string;
  reason: string;
  seen: "rerate" | "grandfather";
  at: string;
  locked: RubricLocked;
}

/** Term refers to an entry of a public classification, such as an ESCO skill or an O*NET occupation. */
export interface RubricTerm {
  /** Scheme names the classification, such as "esco" or "onet". */
  scheme: string;
  /** URI is the entry's, such as "http://data.europa.eu/esco/skill/…". */
  uri: string;
  /** Label is the entry's name in the language of the rubric. */
  label: string;
  /** Code is the entry's code where it has one, such as "15-1252.00". */
  code?: string;
}

/** Document is the stored form of a Scorecard. */
export interface Scorecard {
  schema_version: number;
  id: string;
  assignment: ScorecardAssignment;
  rubric_hash: string;
  submitted_by: ActorHuman;
  submitted_at: string;
  /** DueAt is when the card was due. */
  due_at: string;
  /** Late says that the card first came after DueAt. */
  late?: boolean;
  /** PostReveal says that the cards of the round were shown before this one came. */
  post_reveal?: boolean;
  /** AIExposed says that the panelist saw a level suggested by software before. */
  ai_exposed?: boolean;
  /** Exposures are what the panelist saw before they handed in the card. */
  exposures?: ScorecardExposure[];
  ratings?: ScorecardRating[];
  overall: "strong_yes" | "yes" | "no" | "strong_no";
  overall_reason: string;
  notes?: ScorecardNote[];
  coverage?: ScorecardQuestionCoverage[];
  sources?: EvidenceSourceRef[];
  /** DraftedBy is the agent that prepared the draft; zero for a blank card. */
  drafted_by?: ActorAgent;
  /** Edits count what the panelist did to what software prepared. */
  edits?: ScorecardEdits;
  waivers?: LintWaiver[];
  /** Revision counts the changes since the card was first handed in, Former is the hash of the card that this one replaces, and RevisionReason says why. */
  revision?: number;
  former?: string;
  revision_reason?: string;
  /** FirstSubmittedAt is when a revised card was first handed in. */
  first_submitted_at?: string;
}

/** Abstention says why nothing was drafted from a record of the conversation. */
export interface ScorecardAbstention {
  transcript_id: string;
  reasons?: string[];
}

/** AskedQuestion is a planned question that was asked. */
export interface ScorecardAskedQuestion {
  question_id: string;
  text: string;
  state: string;
}

/** Assignment says who assesses whom, and what. */
export interface ScorecardAssignment {
  requisition_id: string;
  application_id: string;
  round_id: string;
  interview_id: string;
  panelist: RequisitionPerson;
  /** Competencies are those that the panelist assesses, in the rubric's order. */
  competencies?: string[];
  /** Questions are the planned questions that the panelist asks. */
  questions?: string[];
  /** InterviewEnd is when the conversation ended; the clock starts there. */
  interview_end: string;
  /** Deadline is the rule by which DueAt was fixed, and Zone the rater's zone that it was read in. Zero is WithinDay. */
  deadline?: string;
  zone?: string;
  due_at?: string;
  /** ProcessAdjusted says that the process was adjusted for the candidate. It is all that is ever said of an accommodation here. */
  process_adjusted?: boolean;
}

/** Draft is a prepared card. */
export interface ScorecardDraft {
  schema_version: number;
  id: string;
  assignment: ScorecardAssignment;
  rubric_hash: string;
  /** By is the drafter; zero for a blank card. */
  by?: ActorAgent;
  drafted_at: string;
  sources?: EvidenceSourceRef[];
  /** Abstained are the records that nothing was drafted from, and why. */
  abstained?: ScorecardAbstention[];
  entries?: ScorecardEntry[];
  coverage?: ScorecardQuestionCoverage[];
  notes?: ScorecardNote[];
  /** Suggested are notes that software drafted; nobody stands for them. */
  suggested?: ScorecardSuggestedNote[];
  refused?: ScorecardRefusal[];
  /** Exposures are what the panelist saw meanwhile that may move their judgement. */
  exposures?: ScorecardExposure[];
}

/** Edits count what a panelist did to what software prepared. */
export interface ScorecardEdits {
  /** Proposed is the evidence that software put into the draft, Dropped what the panelist took out of it, Added what they picked themselves. */
  proposed?: number;
  dropped?: number;
  added?: number;
  /** NotesSuggested are the notes that software drafted; of those the panelist accepted NotesUnedited as they were and NotesEdited with changes. NotesWritten are the panelist's own. */
  notes_suggested?: number;
  notes_unedited?: number;
  notes_edited?: number;
  notes_written?: number;
  /** Reasons are the ratings with a written reason. */
  reasons?: number;
  /** DwellMS is how long the form was open, as the host measured it; zero where it did not. */
  dwell_ms?: number;
}

/** Entry is what a draft holds on one competency. */
export interface ScorecardEntry {
  competency_id: string;
  status: string;
  evidence?: ScorecardItem[];
  /** Dropped is what the panelist took out. */
  dropped?: ScorecardItem[];
}

/** Expectation is what the candidate expects to be paid, in their own words. */
export interface ScorecardExpectation {
  range: CompensationRange;
  evidence: EvidenceCitation;
}

/** Exposure is something that a panelist saw that may have moved their judgement. */
export interface ScorecardExposure {
  kind: string;
  at: string;
}

/** Gap is a competency that the next round should cover, and the questions for it that nobody has asked yet. */
export interface ScorecardGap {
  competency_id: string;
  name: string;
  reason: string;
  unasked?: string[];
}

/** Handoff is what the next round may know before it rates: what was asked, what is still to be covered, and what the candidate expects to be paid. */
export interface ScorecardHandoff {
  schema_version: number;
  application_id: string;
  /** Round is the round that hands over. */
  round_id: string;
  rubric_hash: string;
  made_at: string;
  /** Asked are the planned questions that were asked, in the rubric's order. */
  asked?: ScorecardAskedQuestion[];
  /** Gaps are the competencies that are still to be covered, in the rubric's order. */
  gaps?: ScorecardGap[];
  /** Compensation is what the candidate said that they expect. */
  compensation?: ScorecardExpectation[];
}

/** Item is one piece of evidence for a competency. */
export interface ScorecardItem {
  citation: EvidenceCitation;
  /** Question is the planned question that was being answered; "" where unknown. */
  question_id?: string;
  /** Contrary says that the drafter reads the evidence as speaking against the competency. */
  contrary?: boolean;
  /** Note says that the citation is a panelist's typed note, not the candidate's recorded words. */
  note?: boolean;
  /** By is who put it there. */
  by: ActorRef;
}

/** LevelSuggestion is a level that software suggests. */
export interface ScorecardLevelSuggestion {
  competency_id: string;
  suggested_level: number;
  evidence?: EvidenceCitation[];
}

/** Note is text by a person on one answer, one competency, or the conversation as a whole. */
export interface ScorecardNote {
  competency_id?: string;
  /** Question is the planned question whose answer the note is on. */
  question_id?: string;
  text: string;
  /** By is the person who stands for the text, also where software drafted it. */
  by: ActorHuman;
  at: string;
  /** Origin says where the text came from; zero for a note that By wrote. */
  origin?: ScorecardProvenance;
  /** Original is the text as it first stood; "" for a note that was not edited. */
  original?: string;
  /** EditedAt is when the text was last edited. */
  edited_at?: string;
  /** Evidence is what a drafted note rests on. */
  evidence?: EvidenceCitation[];
}

/** Provenance says where a text came from, and when. */
export interface ScorecardProvenance {
  origin: string;
  /** By is who wrote it: a person, or an agent with its model and the hash of its prompt. For an import it is who brought it in. */
  by?: ActorRef;
  /** System is the system that an import came from. */
  system?: string;
  at: string;
}

/** QuestionCoverage says what became of one planned question. */
export interface ScorecardQuestionCoverage {
  question_id: string;
  state: string;
  source?: EvidenceSourceRef;
  asked_segment_ids?: string[];
  answer_segment_ids?: string[];
}

/** RatingDocument is the stored form of a Rating. */
export interface ScorecardRating {
  rubric_hash: string;
  competency_id: string;
  /** Level is on the rubric's scale, 1 the lowest; absent where not assessed. */
  level?: number;
  /** NotAssessed says that the panelist could not judge. It is not a low level. */
  not_assessed?: boolean;
  reason?: string;
  evidence?: EvidenceCitation[];
  by: ActorHuman;
  at: string;
}

/** Refusal reports a claim of the drafter that was dropped. */
export interface ScorecardRefusal {
  /** Claim is the claim's index in the drafter's proposal, or the note's where Note is set. */
  claim: number;
  /** Note says that a proposed note was dropped. */
  note?: boolean;
  competency_id?: string;
  grade: "verbatim" | "normalized" | "elided" | "approximate" | "altered" | "not_found";
  flags?: string[];
  /** Located are the segments where the claim was found, altered or misattributed. */
  located?: string[];
  policy: string;
}

/** SuggestedNote is a note that software drafted and nobody stands for yet. */
export interface ScorecardSuggestedNote {
  competency_id?: string;
  question_id?: string;
  text: string;
  origin: ScorecardProvenance;
  evidence?: EvidenceCitation[];
  /** Taken says that the panelist made it a note of their own. */
  taken?: boolean;
}

/** Summary is what is known about one application. */
export interface Summary {
  schema_version: number;
  id: string;
  requisition_id: string;
  application_id: string;
  candidate: string;
  interview_ids?: string[];
  rubric_hash: string;
  state: string;
  by?: ActorAgent;
  made_at: string;
  sources?: EvidenceSourceRef[];
  /** Abstained are the records that nothing was drafted from, and why. */
  abstained?: ScorecardAbstention[];
  bullets?: SummaryLine[];
  verdicts?: SummaryVerdict[];
  /** StrongestQuote is zero where nothing was verified. */
  strongest_quote?: EvidenceCitation;
  /** Compensation is nil where the candidate stated no expectation. */
  compensation?: SummarySignal;
  deadlines?: SummaryLine[];
  competing_offers?: SummaryLine[];
  concerns?: SummaryLine[];
  questions?: SummaryLine[];
  /** NotAsked are the planned questions that nobody asked. */
  not_asked?: SummaryUnasked[];
  /** Unrecorded says that part of the conversations has typed notes only. */
  unrecorded?: boolean;
  refused?: SummaryRefusal[];
}

/** ComparedCell is what one summary holds on one criterion. */
export interface SummaryComparedCell {
  verdict: SummaryVerdict;
  /** Lines are the bullets on the criterion. */
  lines?: SummaryLine[];
}

/** ComparedCriterion is one criterion across the candidates. */
export interface SummaryComparedCriterion {
  competency_id: string;
  name: string;
  kind: "must_have" | "growth";
  /** Cells are one per candidate. */
  cells?: SummaryComparedCell[];
}

/** Comparison is several candidates of one search side by side, by criterion. */
export interface SummaryComparison {
  requisition_id: string;
  rubric_hash: string;
  /** Candidates are the columns. */
  candidates?: Summary[];
  /** Rows are the criteria, in the order of the rubric. */
  rows?: SummaryComparedCriterion[];
}

/** Line is a statement with the citations that it rests on; at least one. */
export interface SummaryLine {
  /** Text is a drafter's wording, marked as such by every rendering; "" where the citations stand for themselves. It is never a quote. */
  text?: string;
  competency_id?: string;
  topic?: string;
  evidence?: EvidenceCitation[];
}

/** Notice tells the hiring manager on the same day that a candidate expects more than the band holds, while there is time to talk about either. */
export interface SummaryNotice {
  to: RequisitionPerson;
  requisition_id: string;
  application_id: string;
  candidate: string;
  /** Due is the end of the day on which the summary was made. */
  due: string;
  expectation: CompensationRange;
  band: CompensationRange;
  /** OverBandPermille is how far the expectation's middle lies above the band's top. */
  over_band_permille: number;
  evidence: EvidenceCitation;
  /** Median is that of the middles of all comparable expectations of the search, this one included, in whole units rounded down; N is how many there are. */
  median: number;
  n: number;
}

/** Refusal reports a quote of the drafter that was dropped. */
export interface SummaryRefusal {
  /** Part is the JSON Pointer of the quote in the proposal, such as "/bullets/0/quotes/1". */
  part: string;
  grade: "verbatim" | "normalized" | "elided" | "approximate" | "altered" | "not_found";
  flags?: string[];
  /** Located are the segments where the claim was found, altered or misattributed. */
  located?: string[];
  policy: string;
}

/** Signal is what the candidate expects to be paid, read from their own words. */
export interface SummarySignal {
  expectation: CompensationRange;
  evidence: EvidenceCitation;
  /** Gap is the distance to the band; nil where there is no band or the two are not comparable. */
  gap?: CompensationGap;
  /** NotComparable says that there is a band that differs in kind; Why says how. */
  not_comparable?: boolean;
  not_comparable_because?: string;
}

/** Unasked is a planned question that the records of the conversations show as never asked. */
export interface SummaryUnasked {
  question_id: string;
  text: string;
  competency_ids?: string[];
}

/** Verdict is one criterion: what there is to read, and what humans said. */
export interface SummaryVerdict {
  competency_id: string;
  name: string;
  kind: "must_have" | "growth";
  coverage: string;
  /** Citations is the number of pieces of evidence. */
  citations: number;
  /** Ratings are the submitted levels, by named humans; empty means awaiting rating. */
  ratings?: ScorecardRating[];
}

/** Transcript is a conversation. */
export interface Transcript {
  schema_version: number;
  id: string;
  title?: string;
  /** Language is a BCP 47 tag, "" where unknown. */
  language?: string;
  fidelity?: string;
  /** StartedAt is the wall-clock time of offset 0, zero where unknown. */
  started_at?: string;
  origin?: TranscriptOrigin;
  speakers?: TranscriptSpeaker[];
  /** Segments are in the order of the file, which is not always the order of time. */
  segments?: TranscriptSegment[];
  /** Aliases say what became of segments of earlier versions. See Carry. */
  aliases?: TranscriptAlias[];
  /** RolesConfirmed is set where a person has confirmed the roles. See ConfirmRoles. */
  roles_confirmed?: TranscriptRolesConfirmed;
}

/** Alias says where words of a segment went that was split or joined with another when a later version of the file was read. */
export interface TranscriptAlias {
  /** Segment is the id that the words had. */
  segment_id: string;
  /** StartByte and EndByte are the words' place in the text of that segment at that time, end exclusive. */
  start_byte: number;
  end_byte: number;
  /** Now is the id of the segment that has the words since. */
  now_segment_id: string;
}

/** ConfirmedRole is the role of a speaker that somebody has confirmed. */
export interface TranscriptConfirmedRole {
  speaker_id: string;
  role: string;
}

/** Origin says which file a transcript was made from. */
export interface TranscriptOrigin {
  /** Format is the format's name, such as "zoom_vtt". */
  format?: string;
  /** SHA256 is the hexadecimal hash of the file's bytes. */
  sha256?: string;
}

/** Redacted marks a place of a segment's text that stands for words that were taken out, by an Overlay or by the service that made the file. */
export interface TranscriptRedacted {
  /** StartByte and EndByte are the place of the category's mark in Text. */
  start_byte: number;
  end_byte: number;
  category: string;
  /** FromStartByte and FromEndByte are the place of the words in the text before; both 0 where that is not known. They tell which citations are affected. */
  from_start_byte?: number;
  from_end_byte?: number;
  /** By is zero where the file came like that. */
  by?: ActorRef;
  at?: string;
  rule?: string;
}

/** RolesConfirmed records that a person looked at the roles and found them right. */
export interface TranscriptRolesConfirmed {
  by: ActorHuman;
  at: string;
  roles?: TranscriptConfirmedRole[];
}

/** Segment is one piece of text by one speaker. */
export interface TranscriptSegment {
  id: string;
  /** Speaker is "" where the file names nobody. */
  speaker?: string;
  /** Start and End are unknown where the file has no times; End alone may be unknown where it has starts only. */
  start_ms?: number;
  end_ms?: number;
  /** Text is valid UTF-8, as in the file after decoding of markup and entities. */
  text: string;
  kind?: string;
  /** SourceID is the file's own id of the cue or utterance. */
  source_id?: string;
  /** Heard is what the recogniser heard where the file also has an edited form, which is then Text; "" where both are the same or only one is known. */
  heard?: string;
  /** Language is a BCP 47 tag where it is told for the segment alone. */
  language?: string;
  /** Track names the channel or device that recorded the segment, "" for the only one. */
  track?: string;
  /** State is interim while a live session may still rewrite the segment. */
  state?: string;
  /** Rev counts the changes of Text since the segment was made. */
  rev?: number;
  /** Words are the words that the file gives times for, in the order of Text. */
  words?: TranscriptWord[];
  /** EchoOf is the segment of another track that has the same words at the same time: one microphone heard the other's loudspeaker. See MergeTracks. */
  echo_of?: string;
  /** Redacted are the places of Text that stand for words that were taken out. */
  redacted?: TranscriptRedacted[];
}

/** Speaker is a voice as the file labels it. */
export interface TranscriptSpeaker {
  id: string;
  /** Label is the raw label of the file, such as "spk_0" or "Nair, Priya (Guest)". */
  label: string;
  /** Name is the name to show; equal to Label where nothing better is known. */
  name: string;
  role?: string;
  /** RoleSource is "" while Role is unknown. */
  role_source?: string;
  /** RoleConfidence is how sure an inferred role is, above 0 and up to 1; 0 for roles that somebody told. */
  role_confidence?: number;
  /** PersonID is the host's id of the person, if known. */
  person_id?: string;
  /** Email is the address that the file gives for the speaker, "" where it gives none. It matches speakers to invitees and is personal data. */
  email?: string;
  /** Redacted is set where Label and Name stand for a name that was taken out. */
  redacted?: string;
}

/** Word is a piece of a segment's text that has times of its own: mostly a word, in some files a sentence. */
export interface TranscriptWord {
  /** StartByte and EndByte are offsets into the segment's UTF-8 text, end exclusive. */
  start_byte: number;
  end_byte: number;
  /** Start and End may be unknown: recognisers give none for some numbers. */
  start_ms?: number;
  end_ms?: number;
}

/** What a panelist says of one competency in the form that is bound to a rubric. */
export interface CompetencyAnswer {
  /** Words of the candidate, copied; the server looks them up in the records. */
  quotes?: string[];
  reason?: string;
  /** null: not enough signal. */
  level: number | null;
}

/** What the form that is bound to a rubric sends. */
export interface ScorecardAnswers {
  /** One for each competency, under the name of its property in the form. */
  ratings: Record<string, CompetencyAnswer>;
  overall: Scorecard["overall"] | null;
  overall_reason: string;
}

/** The documents by the names of their schemas. */
export interface Documents {
  act: RequisitionAct;
  application: RequisitionApplication;
  candidate: RequisitionCandidate;
  citation: EvidenceCitation;
  debrief: DebriefPacket;
  debrief_brief: DebriefBrief;
  debrief_change: DebriefChange;
  debrief_meeting: DebriefMeeting;
  debrief_pulse: DebriefPulseResult;
  debrief_retro: DebriefRetro;
  decision: DebriefDecision;
  explanation: DebriefExplanation;
  handoff: ScorecardHandoff;
  intake_brief: IntakeBrief;
  intake_comparison: IntakeComparison;
  intake_coverage: IntakeCoverage;
  interview: RequisitionInterview;
  interview_kit: PanelKit;
  job_description: RubricJobDescription;
  job_posting: RubricJobPosting;
  level_suggestion: ScorecardLevelSuggestion;
  lint_report: LintReport;
  offer: RequisitionOffer;
  panel_coverage: PanelReport;
  privacy_consents: PrivacyConsents;
  privacy_erasure: PrivacyErasure;
  privacy_export: PrivacyExport;
  privacy_hold: PrivacyHold;
  question_bank: RubricBank;
  requisition: Requisition;
  retention_clock: PrivacyClock;
  retention_policy: PrivacyPolicy;
  rubric: Rubric;
  rubric_locked: RubricLocked;
  rubric_superseded: RubricSuperseded;
  scorecard: Scorecard;
  scorecard_draft: ScorecardDraft;
  summary: Summary;
  summary_comparison: SummaryComparison;
  summary_notice: SummaryNotice;
  transcript: Transcript;
}

/** The names of the schemas in v1. */
export declare const names: readonly (keyof Documents)[];

/** The names of the schemas in v1/form. */
export declare const forms: readonly (keyof Documents)[];
