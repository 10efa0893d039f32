// Reads the layout hints beside forms and lists what no form can follow: hints of
// properties that the schema does not have, orders that are not the properties, and
// widgets that React JSON Schema Form does not know for a property of that type.
//
//   node hints.mjs DIR
//
// DIR has hints/*.json, each {"schema": …, "ui": …}. Prints {form: {hints, faults}}.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { getDefaultRegistry } = require("@rjsf/core");
const { getWidget } = require("@rjsf/utils");
const { widgets } = getDefaultRegistry();
const known = ["ui:order", "ui:widget", "ui:options"];
const options = ["orderable"];

function read(schema, ui, at, got) {
  for (const [key, hint] of Object.entries(ui)) {
    const here = `${at}/${key}`;
    if (key === "items" && schema?.items) {
      read(schema.items, hint, here, got);
    } else if (!key.startsWith("ui:")) {
      if (Object.hasOwn(schema?.properties ?? {}, key)) read(schema.properties[key], hint, here, got);
      else got.faults.push(`${here}: no such property`);
    } else {
      got.hints++;
      if (!known.includes(key)) got.faults.push(`${here}: no such hint`);
      if (key === "ui:order") {
        const properties = Object.keys(schema?.properties ?? {});
        if (hint.length !== properties.length || new Set(hint).size !== hint.length || hint.some((p) => !properties.includes(p))) got.faults.push(`${here}: these are not the properties`);
      }
      if (key === "ui:options") for (const o of Object.keys(hint)) if (!options.includes(o)) got.faults.push(`${here}/${o}: no such option`);
      if (key === "ui:widget") {
        try {
          getWidget(schema, hint, widgets);
        } catch (e) {
          got.faults.push(`${here}: ${e.message.slice(0, 80)}`);
        }
      }
    }
  }
  return got;
}

const out = {};
for (const file of readdirSync(join(process.argv[2], "hints"))) {
  const { schema, ui } = JSON.parse(readFileSync(join(process.argv[2], "hints", file), "utf8"));
  out[file.replace(/\.json$/, "")] = read(schema, ui, "", { hints: 0, faults: [] });
}
process.stdout.write(JSON.stringify(out));
