// Builds the island and the notices of what is in it.
//
//   npm ci --ignore-scripts && node build.mjs [DIR]
//
// DIR is where the two files go, by default ../web/assets.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const leftOut = join(here, "src/left-out.jsx");
const out = process.argv[2] ?? join(here, "..", "web", "assets");

const result = await build({
  absWorkingDir: here,
  entryPoints: ["src/main.jsx"],
  outfile: join(out, "scorecard-form.js"),
  bundle: true, minify: true, write: true, metafile: true,
  format: "iife", target: "es2022", charset: "ascii", legalComments: "none",
  jsx: "automatic",
  define: { "process.env.NODE_ENV": '"production"' },
  alias: { "markdown-to-jsx/react": leftOut, "@rjsf/validator-ajv8": leftOut },
  banner: { js: "/* Built from examples/workbench/island. Licences: scorecard-form.LICENSES.txt */" },
});

const packages = new Set();
for (const { inputs } of Object.values(result.metafile.outputs)) {
  for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
    const m = bytesInOutput > 0 && /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file);
    if (m) packages.add(m[1]);
  }
}
const notices = [...packages].sort().map((name) => {
  const dir = join(here, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(dir, "package.json"), "utf8"));
  const file = readdirSync(dir).find((f) => /^licen[cs]e/i.test(f));
  const text = file ? readFileSync(join(dir, file), "utf8").trim() : "The package holds no licence text; its declared licence is " + license + ".";
  return name + " " + version + " (" + license + ")\n\n" + text.replace(/\r\n/g, "\n");
});
writeFileSync(join(out, "scorecard-form.LICENSES.txt"),
  "scorecard-form.js holds parts of these packages.\n\n" + notices.join("\n\n" + "-".repeat(72) + "\n\n") + "\n");
