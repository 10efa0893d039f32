// Compiles every schema in Ajv 2020 strict and in zod, and validates documents.
//
//   node check.mjs DIR
//
// DIR has schemas/*.json and documents/NAME.ndjson. Prints what it did as JSON.
import { readFileSync, readdirSync, existsSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { z } from "zod";

const dir = process.argv[2];
const out = { compiled: 0, zod: 0, validated: {}, zod_validated: 0, refused: 0, failures: [] };
for (const file of readdirSync(join(dir, "schemas"))) {
  const schema = JSON.parse(readFileSync(join(dir, "schemas", file), "utf8"));
  let validate, parser;
  try {
    const ajv = new Ajv2020.default({ strict: true, allowUnionTypes: true, allErrors: true });
    addFormats.default(ajv);
    validate = ajv.compile(schema);
    out.compiled++;
  } catch (e) {
    out.failures.push(`${file}: ajv: ${e.message}`);
    continue;
  }
  try {
    parser = z.fromJSONSchema(schema);
    out.zod++;
  } catch (e) {
    out.failures.push(`${file}: zod: ${e.message}`);
    continue;
  }
  if (!validate([]) && !parser.safeParse([]).success) out.refused++;
  const name = file.replace(/\.json$/, "");
  const documents = join(dir, "documents", name + ".ndjson");
  if (!existsSync(documents)) continue;
  out.validated[name] = 0;
  let n = 0;
  for (const line of readFileSync(documents, "utf8").split("\n").filter(Boolean)) {
    const doc = JSON.parse(line);
    if (validate(doc)) out.validated[name]++;
    else out.failures.push(`${name}: ajv: ${JSON.stringify(validate.errors[0])}`);
    if (n++ < 100) {
      const parsed = parser.safeParse(doc);
      if (parsed.success) out.zod_validated++;
      else out.failures.push(`${name}: zod: ${parsed.error.message.slice(0, 300)}`);
    }
  }
}
out.failures = out.failures.slice(0, 20);
process.stdout.write(JSON.stringify(out));
