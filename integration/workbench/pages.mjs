// Every page of the sample as it is met, for the people whom it is made for, with a
// walk by keyboard; and the pages of errors.
import { bench, must } from "./browser.mjs";

await bench(async (b) => {
  const nobody = await b.person(null);
  await nobody.go("/desk");
  await nobody.look("signin");
  await nobody.walk("signin");

  const marcus = await b.person("u-marcus");
  const ken = await b.person("u-ken");

  must((await marcus.go("/no/such/page")) === 404, "a page that is not there answers 404");
  await marcus.look("error-404");
  must((await ken.go("/reports")) === 403, "a panelist is not shown the clocks of others");
  await ken.look("error-403");

  await marcus.go("/reports");
  await marcus.look("reports");
  await marcus.walk("reports");
  await marcus.page.locator("summary", { hasText: "The numbers as a table" }).first().click();
  await marcus.look("reports-table");

  await marcus.go("/debriefs");
  const link = await marcus.page.locator("main table a").first().getAttribute("href");
  await marcus.go(link);
  const search = await marcus.page.evaluate(() => document.body.dataset.search);
  await marcus.go(`/requisitions/${search}/compare`);
  await marcus.look("compare");
  await marcus.walk("compare");
  await marcus.page.setViewportSize({ width: 320, height: 640 });
  const cells = await marcus.page.locator(".compare-row").first().locator(".compare-cell").all();
  must(cells.length === 2, "two candidates side by side");
  for (const c of cells) {
    const box = await c.boundingBox();
    must(box.x >= 0 && box.x + box.width <= 320, "both candidates are on a narrow screen");
  }
  await marcus.page.setViewportSize({ width: 1280, height: 900 });
  await marcus.page.locator("main input[name=with]").first().uncheck();
  await marcus.press(marcus.page.getByRole("button", { name: "Compare" }));
  await marcus.look("compare-one");

  // What everybody begins with.
  const people = ["u-dana", "u-tessa", "u-noor", "u-sofia", "u-paul", "u-ines"];
  for (const id of people) {
    const p = await b.person(id);
    const who = id.slice(2);
    await p.go("/next");
    await p.look(`next-${who}`);
    await p.go("/desk");
    await p.look(`desk-${who}`);
    if (id === "u-tessa") {
      await p.walk("desk-tessa");
      const all = await p.page.locator("main a[href]").evaluateAll((l) => [...new Set(l.map((a) => a.getAttribute("href").split("#")[0]))].filter((h) => /^\/requisitions\/[^/]+$/.test(h) && !h.endsWith("/new")));
      for (const [i, path] of all.entries()) {
        await p.go(path);
        await p.look(`search-${i}-tessa`);
        if (i === 0) await p.walk("search-0-tessa");
        await p.go(`${path}/rubric`);
        await p.look(`rubric-${i}-tessa`);
      }
    }
  }

  // A card that loads, one that cannot be loaded, and one to be filled in.
  await ken.go("/desk");
  const card = await ken.page.locator("main a[href$='/card']").first().getAttribute("href");
  await ken.page.route("**/form", () => {}); // never answered
  await ken.go(card);
  await ken.look("card-loading");
  await ken.page.unroute("**/form");
  ken.expected = [503];
  await ken.page.route("**/form", (r) => r.fulfill({ status: 503, body: "" }));
  await ken.go(card);
  await ken.page.getByRole("button", { name: "Try again" }).waitFor();
  await ken.look("card-not-loaded");
  await ken.page.unroute("**/form");
  await ken.go(card);
  await ken.page.locator("section.competency").first().waitFor();
  await ken.look("card-new");
  await ken.walk("card-new");
  await ken.go(card.replace(/\/card$/, "/live"));
  await ken.look("live-replay");
  await ken.walk("live-replay");
});
