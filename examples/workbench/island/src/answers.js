// What a person filled in, as a value: which fields it has, and how the answers of
// two windows come together.

// fieldsOf lists what can be filled in, in the order of the form.
export function fieldsOf(schema) {
  const out = [];
  for (const [key, c] of Object.entries(schema.properties.ratings.properties)) {
    for (const part of ["quotes", "reason", "level"]) {
      out.push({ path: ["ratings", key, part], title: c.title + ": " + c.properties[part].title, schema: c.properties[part] });
    }
  }
  for (const key of ["overall", "overall_reason"]) {
    out.push({ path: [key], title: schema.properties[key].title, schema: schema.properties[key] });
  }
  return out;
}

// complete adds the parts that hold fields, so that a fault is reported at the field
// and not at a part that is missing as a whole.
export function complete(schema, answers) {
  const ratings = { ...answers?.ratings };
  for (const key of Object.keys(schema.properties.ratings.properties)) ratings[key] ??= {};
  return { ...answers, ratings };
}

export const pointer = (path) => "/" + path.map((p) => String(p).replace(/~/g, "~0").replace(/\//g, "~1")).join("/");

export function get(answers, path) {
  let v = answers;
  for (const p of path) v = v !== null && typeof v === "object" && Object.hasOwn(v, p) ? v[p] : undefined;
  return v;
}

export function set(answers, path, value) {
  const [head, ...rest] = path;
  const next = { ...answers };
  if (rest.length) next[head] = set(next[head] ?? {}, rest, value);
  else if (value === undefined) delete next[head];
  else next[head] = value;
  return next;
}

function same(a, b) {
  if (Array.isArray(a) || Array.isArray(b)) {
    const x = a ?? [], y = b ?? [];
    return x.length === y.length && x.every((q) => y.includes(q));
  }
  return (a === "" ? undefined : a) === (b === "" ? undefined : b);
}

export const equal = (schema, a, b) => fieldsOf(schema).every((f) => same(get(a, f.path), get(b, f.path)));

// merge brings two versions together that both started from base. What only one of
// them changed is taken; quotes are taken from both. What both changed differently
// is a conflict: it stays as in mine, and somebody has to choose.
export function merge(schema, base, mine, theirs) {
  let merged = mine;
  const conflicts = [], taken = [];
  for (const f of fieldsOf(schema)) {
    const [b, m, t] = [base, mine, theirs].map((v) => get(v, f.path));
    if (same(m, t) || same(t, b)) continue;
    if (f.schema.type === "array") {
      const [bs, ms, ts] = [b ?? [], m ?? [], t ?? []];
      const kept = bs.filter((q) => ms.includes(q) && ts.includes(q));
      merged = set(merged, f.path, [...new Set([...kept, ...ms.filter((q) => !bs.includes(q)), ...ts.filter((q) => !bs.includes(q))])]);
      taken.push(f);
    } else if (same(m, b)) {
      merged = set(merged, f.path, t);
      taken.push(f);
    } else {
      conflicts.push({ ...f, mine: m, theirs: t });
    }
  }
  return { merged, conflicts, taken };
}
