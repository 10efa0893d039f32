// Opens pages in a browser and prints, as JSON, what axe-core finds, how wide the
// page is on a narrow screen, and how many A4 pages it prints on.
//
//   node check.mjs CHROMIUM DIR page.html ...
//
// With PICTURES set, screenshots of the upper part and the printed PDF are written
// beside each page in DIR.
import { readFileSync, writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [, , executablePath, dir, ...pages] = process.argv;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const profile = mkdtempSync(join(tmpdir(), "packet-"));
const launch = () => chromium.launchPersistentContext(profile, {
  executablePath,
  headless: true,
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-breakpad", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});
// A browser that does not come up has said nothing about any page.
const context = await launch().catch(launch);
const out = {};
try {
  for (const name of pages) {
    const page = await context.newPage();
    page.setDefaultTimeout(120000);
    const requests = [];
    page.on("request", (r) => requests.push(r.url()));
    await page.goto(pathToFileURL(join(dir, name)).href);
    const found = [];
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 900 });
      if (process.env.PICTURES) {
        await page.screenshot({ path: join(dir, `${name}-${width}.png`), clip: { x: 0, y: 0, width, height: 3000 }, fullPage: true, timeout: 120000 });
      }
      await page.evaluate(axe);
      const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
      for (const v of result.violations) {
        found.push(`${width}px ${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`);
      }
    }
    const narrow = await page.evaluate(() => document.scrollingElement.scrollWidth);
    const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true, printBackground: true });
    if (process.env.PICTURES) writeFileSync(join(dir, `${name}.pdf`), pdf);
    out[name] = {
      violations: found,
      narrow_width: narrow,
      printed_pages: (pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g) || []).length,
      requests: requests.length,
    };
    await page.close();
  }
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}
process.stdout.write(JSON.stringify(out));
