// What the types refuse. Each line below a @ts-expect-error must not compile.
import type { Documents, Rubric, RubricCompetency, Scorecard, ScorecardAnswers, ScorecardDraft } from "../index.js";

const competency: RubricCompetency = { id: "delivery", name: "Delivery", description: "Ships in slices.", kind: "must_have" };

// @ts-expect-error the kind is of a closed set
export const kind: RubricCompetency = { ...competency, kind: "nice_to_have" };

// @ts-expect-error a rubric names its role
export const roleless: Rubric = { schema_version: 1, id: "rb-1", version: 1, meets_level: 3, competencies: [competency] };

// @ts-expect-error an absent list is absent, not null
export const nulls: RubricCompetency = { ...competency, anchors: null };

// @ts-expect-error a draft has no place for a judgement
export const judged = (d: ScorecardDraft) => d.overall;

// @ts-expect-error a submitted card has a recommendation
export const open: Scorecard["overall"] = null;

export const answers: ScorecardAnswers = {
  ratings: { delivery: { quotes: ["I cut the partial files"], reason: "In writing, early.", level: 3 }, incidents: { reason: "We ran out of time.", level: null } },
  overall: null,
  overall_reason: "",
};

export const named: keyof Documents = "rubric_locked";
