// Draws forms with React JSON Schema Form, looks at what is selected in an
// untouched one, then fills and submits each.
//
//   node forms.mjs DIR
//
// DIR has forms/*.json, each {"schema": …, "ui": …}. Prints a report per form as JSON.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { JSDOM } from "jsdom";

const dom = new JSDOM("<!doctype html><body></body>", { pretendToBeVisual: true });
Object.assign(globalThis, { window: dom.window, document: dom.window.document, IS_REACT_ACT_ENVIRONMENT: true });
Object.defineProperty(globalThis, "navigator", { value: dom.window.navigator, configurable: true });
for (const k of ["HTMLElement", "Element", "Node", "Event", "MouseEvent", "File", "Blob", "FormData", "CustomEvent"]) globalThis[k] = dom.window[k];

const React = (await import("react")).default;
const { createRoot } = await import("react-dom/client");
const { act } = await import("react");
const core = await import("@rjsf/core");
const { customizeValidator } = await import("@rjsf/validator-ajv8");
const Ajv2020 = (await import("ajv/dist/2020.js")).default;
const Form = core.default?.default ?? core.default;
const validator = customizeValidator({ AjvClass: Ajv2020.default ?? Ajv2020 });

// sample fills in what is required, and a judgement wherever there is one.
function sample(s) {
  if (s.oneOf) return s.oneOf[1].const;
  const type = Array.isArray(s.type) ? s.type[0] : s.type;
  switch (type) {
    case "object": {
      const out = {};
      for (const [k, p] of Object.entries(s.properties)) {
        if (s.required?.includes(k) || p.type === "array") out[k] = sample(p);
      }
      return out;
    }
    case "array": return [sample(s.items)];
    case "integer": return 1;
    case "boolean": return true;
    case "string": return s.format === "date-time" ? "2026-03-02T12:00:00.000Z" : "words";
  }
  throw new Error("no sample for " + JSON.stringify(s));
}

// judged lists the choices that a value makes.
function judged(s, v, at = "") {
  if (v === undefined || v === null) return [];
  if (s.oneOf) return [at + "=" + v];
  if (s.properties) return Object.entries(s.properties).flatMap(([k, p]) => (Object.hasOwn(v, k) ? judged(p, v[k], at + "/" + k) : []));
  if (s.items) return v.flatMap((e, i) => judged(s.items, e, at + "/" + i));
  return [];
}

async function draw(schema, ui, formData) {
  const host = document.body.appendChild(document.createElement("div"));
  const root = createRoot(host);
  const ref = React.createRef();
  const got = { submitted: undefined, errors: [] };
  const unhandled = console.error;
  const printed = [];
  console.error = (...a) => printed.push(String(a[0]).slice(0, 200));
  await act(async () => {
    root.render(React.createElement(Form, {
      ref, schema, uiSchema: ui, validator, formData,
      onSubmit: (e) => { got.submitted = e.formData; },
      onError: (e) => { got.errors = e.map((x) => x.stack); },
    }));
  });
  const state = structuredClone(ref.current.state.formData ?? {});
  const marked = [...host.querySelectorAll("input[type=radio]:checked")].map((i) => i.closest("label")?.textContent ?? "?");
  for (const s of host.querySelectorAll("select")) marked.push(s.selectedOptions[0]?.textContent ?? "");
  const radios = host.querySelectorAll("input[type=radio]").length;
  const unsupported = host.querySelectorAll(".unsupported-field").length;
  const fields = host.querySelectorAll("input,textarea,select").length;
  await act(async () => { ref.current.submit(); });
  await act(async () => { root.unmount(); });
  host.remove();
  console.error = unhandled;
  return { state, marked, radios, unsupported, fields, printed: printed.filter((p) => !p.startsWith("Form validation failed")), ...got };
}

const out = {};
for (const file of readdirSync(join(process.argv[2], "forms"))) {
  const { schema, ui } = JSON.parse(readFileSync(join(process.argv[2], "forms", file), "utf8"));
  const empty = await draw(schema, ui ?? {}, undefined);
  const filled = sample(schema);
  const full = await draw(schema, ui ?? {}, filled);
  out[file.replace(/\.json$/, "")] = {
    fields: empty.fields, radios: empty.radios, unsupported: empty.unsupported + full.unsupported,
    selected: judged(schema, empty.state), marked: [...new Set(empty.marked)], printed: [...empty.printed, ...full.printed].slice(0, 3),
    submitted: full.submitted !== undefined, errors: full.errors.slice(0, 5),
    kept: judged(schema, full.submitted).join() === judged(schema, filled).join(),
    choices: judged(schema, filled).length, sent: full.submitted ?? null,
  };
}
process.stdout.write(JSON.stringify(out));
