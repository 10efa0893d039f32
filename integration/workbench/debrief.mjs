// The debrief of the sample's first search: ready, revealed, talked over, rated
// again, decided; and what others see of each step without a reload. Then the
// comparison and the reports.
import { bench, must, until } from "./browser.mjs";

await bench(async (b) => {
  const dana = await b.person("u-dana");
  const ken = await b.person("u-ken");
  const sofia = await b.person("u-sofia");

  await dana.go("/debriefs");
  await dana.look("debriefs");
  const path = await dana.page.locator("main table a").first().getAttribute("href");

  for (const p of [dana, ken, sofia]) await p.go(path);
  await ken.sees("All scorecards are in");
  must((await ken.page.locator("#reveal").count()) === 0, "only the owner reveals");
  must((await ken.page.locator("table.heat").count()) === 0, "nobody sees a level before the reveal");
  await ken.look("debrief-ready-panelist");
  await dana.look("debrief-ready-owner");
  await dana.walk("debrief-ready-owner");

  await ken.stay();
  await dana.press("#reveal");
  await dana.sees("Everybody sees every scorecard now.", "body");
  await ken.sees("Where the panel stands");
  await ken.stayed("reveal");
  const finalists = await ken.page.locator(".finalists table.heat").count();
  must(finalists === 2, `two finalists, not ${finalists}`);
  for (const cell of await ken.page.locator("table.heat tbody td").allInnerTexts()) must(cell.trim() !== "", "every cell of the heatmap says something");
  await dana.look("debrief-revealed-owner");
  await dana.walk("debrief-revealed-owner");
  b.facts.printed_pages_open = await dana.pages("debrief-revealed");
  await ken.look("debrief-revealed-panelist");
  for (const d of await ken.page.locator("main details > summary").all()) await d.click();
  await ken.look("debrief-revealed-open");

  // The clock is the room's: started here, seen there.
  await ken.go(path);
  await ken.stay();
  await dana.press("#clock-start");
  await ken.page.locator("#clock-stop").waitFor();
  await until("the clock runs down in the other browser", async () => /^29:\d\d$/.test(await ken.page.locator("[data-clock]").innerText()));
  await ken.sees("Now: 1.");
  await ken.stayed("clock");
  await ken.look("debrief-clock");

  // While the owner types, a panelist objects: the objection arrives, the text stays.
  const form = dana.page.locator(".decide-form").first();
  await form.locator("input[value=hire]").check();
  const first = form.locator("textarea").first();
  await first.fill("Found the double refunds through their own reconciliation.");
  await ken.page.locator("summary", { hasText: "Object" }).first().click();
  await ken.page.locator("#against-0").selectOption("hire");
  await ken.page.locator("#objection-0").fill("Delivery is below the bar in my card.");
  await ken.press(ken.page.getByRole("button", { name: "Put it on the record" }).first());
  await dana.sees("Delivery is below the bar in my card.");
  must((await first.inputValue()).startsWith("Found the double"), "what the owner typed stays");

  // A decision that is no decision: it comes back with everything in it.
  dana.expected = [422, 409];
  const second = dana.page.locator(".decide-form").nth(1);
  await second.locator("input[value=defer]").check();
  await second.locator("textarea[name=evidence]").fill("An incident that Tomás led.");
  await dana.press(second.getByRole("button", { name: "Record the decision" }));
  await dana.sees("things to mend");
  must((await dana.page.locator("textarea[name=evidence]").nth(1).inputValue()) === "An incident that Tomás led.", "the evidence stays in the form");
  must(await dana.page.locator(".decide-form").nth(1).locator("input[value=defer]").isChecked(), "the outcome stays chosen");
  await dana.look("debrief-refused");
  await dana.walk("debrief-refused");

  // Second estimates, each alone.
  await dana.go(path);
  await dana.press("#rerate");
  await dana.sees("Second estimates");
  await ken.go(path);
  must((await ken.page.locator("[name=level]:checked").count()) === 0, "no level is chosen before");
  await ken.look("debrief-rerating-panelist");
  await ken.walk("debrief-rerating-panelist");
  await dana.look("debrief-rerating-owner");
  const estimate = ken.page.locator("#db-estimate-0");
  await estimate.locator("[name=level]").nth(3).check();
  await estimate.locator("select").selectOption("new_evidence");
  await estimate.locator("textarea").fill("Sofia read the second quote to us.");
  await ken.press(estimate.getByRole("button"));
  await ken.sees("Given: 4");
  await sofia.go(path);
  must(!(await sofia.page.locator("main").innerText()).includes("Sofia read the second quote"), "nobody sees another's estimate");
  await ken.stay();
  await dana.press("#show-estimates");
  await until("the estimates arrive", async () => (await ken.page.locator("#db-estimate-0").count()) === 0 || (await ken.page.locator("#db-stage").innerText()) === "");
  await ken.go(path);
  must((await ken.page.locator("table.heat").first().innerText()).includes("→"), "the first level stays beside the second");
  await ken.look("debrief-estimates-shown");

  // Decisions, and a form of an hour ago.
  const late = await b.person("u-dana");
  await late.go(path);
  const stale = late.page.locator(".decide-form").first();
  await stale.locator("input[value=no_hire]").check();
  await stale.locator("textarea").first().fill("Written before somebody decided.");

  await dana.go(path);
  const hire = dana.page.locator(".decide-form").first();
  await hire.locator("input[value=hire]").check();
  await hire.locator("textarea").first().fill("Found the double refunds through their own reconciliation and moved the key.");
  await hire.locator("textarea[name=rationale]").fill("Delivery is split at the bar; the migration starts with weekly slices.");
  await hire.locator("summary", { hasText: "Dissent" }).click();
  await hire.locator("textarea[name^='dissent.']").first().fill("I would have waited for a second incident.");
  await ken.go(path);
  await ken.stay();
  await dana.press(hire.getByRole("button", { name: "Record the decision" }));
  await dana.sees("Decided by");
  await ken.sees("Decided by");
  await ken.stayed("decision");
  must((await ken.page.locator(".decided").innerText()).includes("I would have waited"), "dissent is kept");
  must((await ken.page.locator(".decided").innerText()).includes("Delivery is below the bar in my card."), "what was objected is kept as dissent");
  await dana.look("debrief-half-decided");

  late.expected = [403, 409, 422];
  await late.press(stale.getByRole("button", { name: "Record the decision" }));
  await late.sees("What you wrote");
  must((await late.page.locator("main").innerText()).includes("Written before somebody decided."), "a stale form loses nothing");
  await late.look("debrief-stale");

  const defer = dana.page.locator(".decide-form").first();
  await defer.locator("input[value=defer]").check();
  await defer.locator("input[name=until]").fill(new Date(Date.now() + 10 * 86400000).toISOString().slice(0, 10));
  await defer.locator("select[name=owner]").selectOption("u-marcus");
  await defer.locator("textarea[name=evidence]").fill("A second conversation about an incident that they led.");
  await dana.press(defer.getByRole("button", { name: "Record the decision" }));
  await dana.sees("A second conversation about an incident");
  await dana.go(path);
  await dana.look("debrief-decided");
  await dana.page.emulateMedia({ media: "print" });
  b.facts.printed_pages = await dana.pages("debrief-decided");
  await dana.page.emulateMedia({ media: "screen" });
  await ken.go(path);
  b.facts.printed_pages_panelist = await ken.pages("debrief-decided-panelist");
  await dana.go("/debriefs");
  await dana.look("debriefs-decided");
});
