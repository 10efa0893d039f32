// The scorecard form. It draws what the server's schema says, keeps what is typed,
// and hands it back as JSON.
//
//   <div id="scorecard-form" data-form="/cards/sc-1/form"></div>
//
// The address answers with {id, person, person_name, schema, ui, answers, version, evidence,
// software, urls: {save, submit, quote}}. What is posted, and the answers to it, are
// described in ../web/card.go.
import { StrictMode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { createRoot } from "react-dom/client";
import Form from "@rjsf/core";
import { complete, equal, fieldsOf, get, merge, pointer } from "./answers.js";
import { Conflict } from "./conflict.jsx";
import { fields, templates, widgets } from "./fields.jsx";
import { keep } from "./keep.js";
import { send } from "./send.js";
import { tree, validator } from "./validator.js";
import { Words } from "./words.jsx";

// Nothing is filled in that a person did not choose, also where the schema's first
// choice would do.
const untouched = { emptyObjectFields: "skipDefaults", constAsDefaults: "never", allOf: "skipDefaults" };
const saveAfter = 1500, againAfter = 10000;

const idOf = (at) => "card" + at.replaceAll("/", "_");

function Card({ start }) {
  const { schema, ui, urls } = start;
  const kept = useMemo(() => keep("hirealign:" + start.person + ":" + start.id), []);
  const all = useMemo(() => fieldsOf(schema), [schema]);
  const [answers, setAnswers] = useState(() => complete(schema, start.answers));
  const [evidence, setEvidence] = useState(start.evidence);
  const [software, setSoftware] = useState(start.software ?? {});
  const [faults, setFaults] = useState([]);
  const [status, setStatus] = useState(start.saved_at ? "Saved." : "Nothing filled in yet.");
  const [conflict, setConflict] = useState(null);
  const [comparing, setComparing] = useState(false);
  const [shown, setShown] = useState(0);
  const [closed, setClosed] = useState(null);
  // What the server has, and what is on its way; not shown, so no state.
  const live = useRef({ answers, base: start.answers, version: start.version, busy: false, timer: 0, opened: performance.now(), hidden: 0, hiddenAt: 0 });
  const summary = useRef(null);

  const put = useCallback((next) => {
    live.current.answers = complete(schema, next);
    setAnswers(live.current.answers);
  }, []);

  const later = useCallback((ms) => {
    clearTimeout(live.current.timer);
    live.current.timer = setTimeout(() => save(false), ms);
  }, []);

  // meet brings in what another window has saved.
  const meet = useCallback((theirs) => {
    const l = live.current;
    const m = merge(schema, l.base, l.answers, theirs.answers);
    put(m.merged);
    if (m.conflicts.length) {
      kept.write({ answers: l.answers, base: l.base, version: l.version });
      setConflict({ theirs, conflicts: m.conflicts });
      setStatus("Not saved: another window has changed the same fields.");
      return false;
    }
    l.base = theirs.answers;
    l.version = theirs.version;
    setConflict(null);
    if (m.taken.length) setStatus("Taken over from another window: " + m.taken.map((f) => f.title).join(", ") + ".");
    return true;
  }, []);

  const save = useCallback(async (asked) => {
    const l = live.current;
    if (l.busy) {
      later(300);
      return false;
    }
    clearTimeout(l.timer);
    l.busy = true;
    try {
      for (let tries = 0; tries < 5; tries++) {
        const sent = l.answers;
        setStatus("Saving…");
        const r = await send(urls.save, { version: l.version, answers: sent });
        if (r.ok) {
          l.base = sent;
          l.version = r.body.version;
          setConflict(null);
          if (l.answers === sent) kept.clear();
          else later(saveAfter);
          setStatus("Saved at " + r.body.saved_at + ".");
          return true;
        }
        if (r.status === 409 && r.body?.code === "submitted") {
          setClosed(r.body);
          return false;
        }
        if (r.status === 409 && r.body?.answers) {
          if (meet(r.body)) continue;
          if (asked) setComparing(true);
          return false;
        }
        setStatus("Not saved: " + r.message + " What you typed is kept in this browser.");
        if (r.again) later(againAfter);
        return false;
      }
      return false;
    } finally {
      l.busy = false;
    }
  }, []);

  const changed = useCallback(({ formData }) => {
    const l = live.current, before = l.answers;
    put(formData ?? {});
    setFaults((list) => list.filter((f) => JSON.stringify(get(before, f.path)) === JSON.stringify(get(l.answers, f.path))));
    if (equal(schema, l.answers, l.base)) return;
    kept.write({ answers: l.answers, base: l.base, version: l.version });
    setStatus("Not saved yet.");
    later(saveAfter);
  }, []);

  // What was typed here before and never reached the server.
  useEffect(() => {
    const old = kept.read();
    if (old?.answers && old?.base) {
      const l = live.current;
      if (equal(schema, old.answers, start.answers)) {
        kept.clear();
      } else {
        l.base = old.base;
        put(old.answers);
        if (meet({ answers: start.answers, version: start.version })) {
          kept.write({ answers: l.answers, base: l.base, version: l.version });
          setStatus("Brought back what was typed in this browser and not saved.");
          later(saveAfter);
        }
      }
    }
    const seen = () => {
      const l = live.current;
      if (document.hidden) l.hiddenAt = performance.now();
      else if (l.hiddenAt) l.hidden += performance.now() - l.hiddenAt, l.hiddenAt = 0;
    };
    const elsewhere = async (e) => {
      if (e.detail?.card !== start.id || e.detail.version <= live.current.version || live.current.busy) return;
      const r = await send(location.origin + start.form);
      if (!r.ok) return;
      if (r.body.submitted) {
        setClosed(r.body.submitted);
        return;
      }
      setEvidence(r.body.evidence);
      setSoftware(r.body.software ?? {});
      if (r.body.version > live.current.version && !live.current.busy) meet(r.body);
    };
    document.addEventListener("visibilitychange", seen);
    document.addEventListener("hirealign:card", elsewhere);
    return () => {
      document.removeEventListener("visibilitychange", seen);
      document.removeEventListener("hirealign:card", elsewhere);
      clearTimeout(live.current.timer);
    };
  }, []);

  const show = useCallback((list) => {
    const place = (f) => {
      const i = all.findIndex((a) => pointer(a.path) === f.at);
      return i < 0 ? all.length : i;
    };
    setFaults(list.map((f) => ({ ...f, path: f.at.split("/").slice(1) })).sort((a, b) => place(a) - place(b)));
    setShown((n) => n + 1);
  }, []);

  useEffect(() => {
    if (!shown) return;
    summary.current?.focus({ preventScroll: true });
    summary.current?.scrollIntoView({ block: "center", behavior: "instant" });
  }, [shown]);

  const submit = useCallback(async () => {
    const l = live.current;
    clearTimeout(l.timer);
    if (!equal(schema, l.answers, l.base) && !(await save(true))) return;
    setStatus("Handing in…");
    const dwell = Math.round(performance.now() - l.opened - l.hidden);
    const r = await send(urls.submit, { version: l.version, answers: l.answers, dwell_ms: dwell });
    if (r.ok) {
      kept.clear();
      location.assign(r.body.location);
      return;
    }
    if (r.status === 422) {
      setStatus("Not handed in: see what is missing.");
      show(r.body.faults.map((f) => ({ at: f.path, message: f.message })));
    } else if (r.status === 409 && r.body?.code === "submitted") {
      setClosed(r.body);
    } else if (r.status === 409 && r.body?.answers) {
      if (meet(r.body)) setStatus("Another window had saved other fields. Look the scorecard over and hand it in again.");
      else setComparing(true);
    } else {
      setStatus("Not handed in: " + r.message + " What you typed is kept in this browser.");
    }
  }, []);

  const lookUp = useCallback(async (competency, quote) => {
    const r = await send(urls.quote, { competency, quote });
    if (!r.ok) return { message: "Not looked up: " + (r.body?.message ?? r.message) };
    if (!r.body.item) return { message: r.body.refused };
    setEvidence(r.body.evidence);
    return { quote: r.body.item.quote, message: "Found, and chosen." };
  }, []);

  const context = useMemo(() => ({ evidence, software, lookUp }), [evidence, software]);
  const extra = useMemo(() => tree(faults.map((f) => ({ at: f.at, error: f.message }))), [faults]);
  const levels = all.filter((f) => f.path.at(-1) === "level");
  const rated = levels.filter((f) => get(answers, f.path) !== undefined).length;
  const titleOf = (at) => all.find((f) => pointer(f.path) === at)?.title;

  return (
    <div className="card-form">
      {closed && (
        <div className="alert alert-warn" role="alert">
          <p className="alert-title">The scorecard has been handed in</p>
          <p>{closed.message} What you typed here since is kept in this browser and below, for you to copy.</p>
          <p><a href={closed.location}>Open the scorecard as it was handed in</a></p>
        </div>
      )}
      {conflict && !closed && (
        <div className="alert alert-warn" role="alert">
          <p className="alert-title">Two windows have changed the same fields</p>
          <p>Nothing is lost. {conflict.conflicts.length === 1 ? "One field differs" : conflict.conflicts.length + " fields differ"}.</p>
          <button type="button" className="button" onClick={() => setComparing(true)}>Compare and choose</button>
        </div>
      )}
      {faults.length > 0 && (
        <div className="alert alert-late" role="alert" tabIndex={-1} ref={summary}>
          <p className="alert-title">Not handed in yet</p>
          <ul>
            {faults.map((f, i) => (
              <li key={i}>{titleOf(f.at)
                ? <a href={"#" + idOf(f.at)} onClick={(e) => { e.preventDefault(); const el = document.getElementById(idOf(f.at)); el?.scrollIntoView({ block: "center" }); (el?.querySelector("input") ?? el)?.focus({ preventScroll: true }); }}><Words text={titleOf(f.at)} /></a>
                : null}{titleOf(f.at) ? ": " : ""}{f.message}</li>
            ))}
          </ul>
        </div>
      )}
      <Form
        schema={schema} uiSchema={ui} formData={answers} validator={validator} idPrefix="card" formContext={context}
        templates={templates} widgets={widgets} fields={fields} extraErrors={extra}
        experimental_defaultFormStateBehavior={untouched} noHtml5Validate showErrorList={false}
        readonly={!!closed} onChange={changed} onSubmit={submit}
        onError={(list) => show(list.map((e) => ({ at: e.property.replaceAll(".", "/"), message: e.message })))}
      >
        {!closed && (
          <div className="action-bar">
            <p className="card-status" role="status">{rated} of {levels.length} rated. {status}</p>
            <button type="button" className="button" onClick={() => save(true)}>Save draft</button>
            <button type="submit" className="button button-primary"><span>Hand in as <Words text={start.person_name} /></span></button>
          </div>
        )}
      </Form>
      {comparing && conflict && (
        <Conflict conflicts={conflict.conflicts} close={() => setComparing(false)} choose={(pick) => {
          const l = live.current;
          setComparing(false);
          put(pick(l.answers));
          l.base = conflict.theirs.answers;
          l.version = conflict.theirs.version;
          kept.write({ answers: l.answers, base: l.base, version: l.version });
          setConflict(null);
          save(true);
        }} />
      )}
    </div>
  );
}

async function draw(root) {
  const r = await send(root.dataset.form);
  if (!r.ok) {
    root.replaceChildren(document.getElementById("scorecard-form-failed").content.cloneNode(true));
    root.querySelector("button")?.addEventListener("click", () => draw(root));
    return;
  }
  if (r.body.submitted) {
    location.assign(r.body.submitted.location);
    return;
  }
  root.replaceChildren();
  root.removeAttribute("aria-busy");
  createRoot(root).render(<StrictMode><Card start={{ ...r.body, form: root.dataset.form }} /></StrictMode>);
}

const root = document.getElementById("scorecard-form");
if (root) draw(root);
