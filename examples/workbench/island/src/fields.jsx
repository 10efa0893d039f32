// How the form looks: templates, the radio buttons with their anchors, and quotes.
import { useId, useState } from "react";
import { Words } from "./words.jsx";

const errorsId = (id) => id + "__errors";

export function Errors({ id, errors }) {
  if (!errors?.length) return null;
  return (
    <ul className="field-errors" id={errorsId(id)}>
      {[...new Set(errors)].map((e) => <li key={e}>{e}</li>)}
    </ul>
  );
}

function FieldTemplate({ id, children, label, rawDescription, displayLabel, rawErrors, schema, uiSchema }) {
  if (schema.type === "object" || schema.type === "array" || uiSchema?.["ui:widget"] === "radio") return children;
  return (
    <div className={"field" + (rawErrors?.length ? " field-faulty" : "")}>
      {displayLabel && <label htmlFor={id}>{label}</label>}
      {rawDescription && <p className="hint" id={id + "__description"}>{rawDescription}</p>}
      {children}
      <Errors id={id} errors={rawErrors} />
    </div>
  );
}

function ObjectFieldTemplate({ title, description, properties, fieldPathId, registry }) {
  const depth = fieldPathId.path.length;
  if (depth < 2) return properties.map((p) => p.content); // the whole, and the list of ratings
  const key = fieldPathId.path[1];
  const { software } = registry.formContext;
  return (
    <section className="competency" id={fieldPathId.$id} aria-labelledby={fieldPathId.$id + "__title"}>
      <h3 id={fieldPathId.$id + "__title"}><Words text={title} /></h3>
      {description && <p className="hint"><Words text={description} /></p>}
      {software[key] && <p className="by-software"><Software>Drafted by software</Software> <Words text={software[key]} /></p>}
      {properties.map((p) => p.content)}
    </section>
  );
}

// Anchors are the choices of a judgement, each with what it means beside it. None is
// chosen until somebody does.
function Anchors({ id, label, value, options, onChange, rawErrors, schema, disabled, readonly }) {
  const undecided = value === undefined;
  return (
    <fieldset className={"levels" + (rawErrors?.length ? " field-faulty" : "")} id={id} tabIndex={-1} aria-describedby={rawErrors?.length ? errorsId(id) : undefined}>
      <legend>{label}</legend>
      {(options.enumOptions ?? []).map((o, i) => {
        const at = id + "-" + i;
        return (
          <label className="level-choice choice" key={at} htmlFor={at}>
            <input type="radio" id={at} name={id} value={i} checked={!undecided && value === o.value} disabled={disabled || readonly}
              aria-labelledby={at + "__label"} aria-describedby={o.schema?.description ? at + "__behaviour" : undefined}
              onChange={() => onChange(o.value)} />
            <span className="level-label" id={at + "__label"}><Words text={o.label} /></span>
            {o.schema?.description && <span className="level-behaviour" id={at + "__behaviour"}><Words text={o.schema.description} /></span>}
          </label>
        );
      })}
      <Errors id={id} errors={rawErrors} />
    </fieldset>
  );
}

function Text({ id, value, onChange, disabled, readonly, rawErrors, schema }) {
  return (
    <textarea className="textarea" id={id} name={id} value={value ?? ""} rows={3} dir="auto" disabled={disabled} readOnly={readonly}
      aria-invalid={rawErrors?.length ? true : undefined}
      aria-describedby={[schema.description && id + "__description", rawErrors?.length && errorsId(id)].filter(Boolean).join(" ") || undefined}
      onChange={(e) => onChange(e.target.value === "" ? undefined : e.target.value)} />
  );
}

export function play(item) {
  document.dispatchEvent(new CustomEvent("hirealign:play", { detail: item }));
}

// Quotes offers what was found in the record. A quote counts when it is chosen; words
// that are not among them are looked up first.
function Quotes({ fieldPathId, formData, schema, onChange, registry, rawErrors, disabled, readonly }) {
  const { evidence, lookUp } = registry.formContext;
  const id = fieldPathId.$id, key = fieldPathId.path[1];
  const found = evidence[key] ?? [];
  const chosen = formData ?? [];
  const loose = chosen.filter((q) => !found.some((e) => e.quote === q));
  const put = (next) => onChange(next.length ? next : undefined, fieldPathId.path, undefined, id);
  const toggle = (q) => put(chosen.includes(q) ? chosen.filter((c) => c !== q) : [...chosen, q]);

  const own = useId();
  const [words, setWords] = useState("");
  const [answer, setAnswer] = useState("");
  const [busy, setBusy] = useState(false);
  async function search() {
    if (!words.trim()) {
      setAnswer("Type or paste what was said.");
      return;
    }
    setBusy(true);
    const r = await lookUp(key, words);
    setBusy(false);
    setAnswer(r.message);
    if (r.quote) {
      setWords("");
      if (!chosen.includes(r.quote)) put([...chosen, r.quote]);
    }
  }
  return (
    <fieldset className={"quotes" + (rawErrors?.length ? " field-faulty" : "")} id={id} tabIndex={-1}>
      <legend>{schema.title}</legend>
      <p className="hint">{found.length ? "Choose what your rating rests on." : "Nothing was found in the record for this. You can look words up, or say why in the reason."}</p>
      {found.length > 0 && (
        <ul className="found-list">
          {found.map((e, i) => (
            <li className="found" key={e.quote + i}>
              <input type="checkbox" id={id + "-" + i} checked={chosen.includes(e.quote)} disabled={disabled || readonly} onChange={() => toggle(e.quote)} />
              <label htmlFor={id + "-" + i}><q><Words text={e.quote} /></q></label>
              <p className="found-about">
                {e.segment && (
                  <button type="button" className="button button-small play" onClick={() => play(e)}>
                    <span aria-hidden="true">▶ </span>{e.time || "Show"}<span className="visually-hidden"> play this place in the record</span>
                  </button>
                )}
                {e.speaker && <span><Words text={e.speaker} /></span>}
                {e.software && <Software>Found by software</Software>}
                {e.contrary && <span className="badge">May speak against</span>}
                {e.note && <span className="badge">Typed note</span>}
                {(e.review ?? []).map((r) => <span className="badge badge-warn" key={r}>{r}</span>)}
              </p>
            </li>
          ))}
        </ul>
      )}
      {loose.length > 0 && (
        <ul className="found-list">
          {loose.map((q, i) => (
            <li className="found found-loose" key={q}>
              <input type="checkbox" id={id + "-loose-" + i} checked disabled={disabled || readonly} onChange={() => toggle(q)} />
              <label htmlFor={id + "-loose-" + i}><q><Words text={q} /></q></label>
              <p className="found-about"><span className="badge badge-warn">Not in the record</span></p>
            </li>
          ))}
        </ul>
      )}
      {!readonly && (
        <details className="look-up">
          <summary>Look up other words</summary>
          <label className="label" htmlFor={own}>What was said, as you remember or copied it</label>
          <div className="look-up-row">
            <textarea className="textarea" id={own} rows={2} dir="auto" value={words} onChange={(e) => setWords(e.target.value)} />
            <button type="button" className="button" disabled={busy} onClick={search}>Look up</button>
          </div>
          <p role="status" className="hint">{answer}</p>
        </details>
      )}
      <Errors id={id} errors={rawErrors} />
    </fieldset>
  );
}

// Software marks what no person has said or chosen.
function Software({ children }) {
  return (
    <span className="drafted">
      <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true"><path d="M8 1.5l1.6 4.9 4.9 1.6-4.9 1.6L8 14.5l-1.6-4.9L1.5 8l4.9-1.6z" fill="currentColor" /></svg>
      {children}
    </span>
  );
}

const Nothing = () => null;

export const templates = {
  FieldTemplate, ObjectFieldTemplate,
  DescriptionFieldTemplate: Nothing, TitleFieldTemplate: Nothing, ErrorListTemplate: Nothing, FieldErrorTemplate: Nothing, FieldHelpTemplate: Nothing,
  ButtonTemplates: { SubmitButton: Nothing },
};
export const widgets = { RadioWidget: Anchors, radio: Anchors, TextareaWidget: Text, textarea: Text, TextWidget: Text };
export const fields = { ArrayField: Quotes };
