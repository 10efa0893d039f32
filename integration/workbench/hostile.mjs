// Every page on which hostile text stands: nothing of it runs.
import { bench, must } from "./browser.mjs";

await bench(async (b) => {
  const seen = new Set();
  const visit = async (p, path, state) => {
    const status = await p.go(path);
    must(status === 200, `${path} answers ${status}`);
    await p.page.waitForTimeout(300); // what a script of the page fetches
    await p.page.evaluate(() => { for (const d of document.querySelectorAll("main details:not(.rest)")) d.open = true; });
    await p.inert(state);
    await p.glance(state);
    seen.add(path);
  };
  for (const id of ["u-dana", "u-marcus", "u-ken"]) {
    const p = await b.person(id);
    const at = (name) => `hostile-${name}-${id.slice(2)}`;
    for (const path of id === "u-marcus" ? ["/desk"] : ["/next", "/desk", "/debriefs"]) await visit(p, path, at(path.slice(1)));
    if (id === "u-dana") await visit(p, "/reports", at("reports"));
    await p.go("/desk");
    const links = async (pattern) => [...new Set(await p.page.locator("main a[href]").evaluateAll((all) => all.map((a) => a.getAttribute("href"))))].filter((h) => pattern.test(h));
    const searches = await links(/^\/requisitions\/(?!new$)[^/#]+$/);
    for (const [i, search] of searches.entries()) {
      await visit(p, search, at(`search${i}`));
      const interviews = await links(/^\/interviews\/[^/]+\/live$/);
      const cards = await links(/^\/(interviews\/[^/]+\/card|cards\/[^/]+)$/);
      if (id !== "u-ken") await visit(p, `${search}/rubric`, at(`rubric${i}`));
      if (id === "u-marcus") {
        await visit(p, `${search}/plan`, at(`plan${i}`));
        await visit(p, `${search}/intake`, at(`intake${i}`));
        continue;
      }
      await visit(p, `${search}/compare?read=1`, at(`compare${i}`));
      for (const [k, live] of interviews.slice(0, 1).entries()) await visit(p, live, at(`live${i}-${k}`));
      for (const [k, card] of cards.slice(0, 2).entries()) await visit(p, card, at(`card${i}-${k}`));
    }
    if (id === "u-marcus") continue;
    await p.go("/debriefs");
    for (const [i, debrief] of (await links(/^\/debriefs\/[^/]+$/)).entries()) await visit(p, debrief, at(`debrief${i}`));
  }
  b.facts.pages = seen.size;
});
