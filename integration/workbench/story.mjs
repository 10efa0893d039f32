// A search from the intake call to the decision, by clicking, each person in a
// browser of their own. What one does, the others see without a reload.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bench, must, until } from "./browser.mjs";

const data = new URL("../../examples/data/", import.meta.url);

// The first minutes of a recording, so that its replay does not take long.
function cut(name, minutes) {
  const cues = readFileSync(new URL(name, data), "utf8").split(/\r?\n\r?\n/);
  const early = cues.filter((c, i) => i === 0 || Number(/(\d+):(\d+)\.\d+ -->/.exec(c)?.[1] ?? 99) < minutes);
  const path = join(process.env.SHOTS, `cut-${name}`);
  writeFileSync(path, early.join("\n\n"));
  return path;
}

const soon = (minutes) => {
  const at = new Date(Date.now() + minutes * 60000);
  return at.toISOString().slice(0, 16);
};

const levels = [
  "Waits until somebody else finds the wrong payment and repairs it",
  "Finds a wrong payment in a report and repairs it by hand, one at a time",
  "Finds wrong payments by an own check and names the cause with a number",
  "Built a check that runs daily, and two other teams use it now",
];

await bench(async (b) => {
  const marcus = await b.person("u-marcus");
  const dana = await b.person("u-dana");
  const sofia = await b.person("u-sofia");
  const ken = await b.person("u-ken");

  // The search is opened.
  await marcus.go("/requisitions/new");
  await marcus.look("search-new");
  await marcus.page.fill("#title", "Backend Engineer, Refunds");
  await marcus.page.selectOption("#hiring_manager", "u-dana");
  await marcus.page.selectOption("#recruiter", "u-marcus");
  await marcus.press(marcus.page.getByRole("button", { name: "Open the requisition" }));
  const search = new URL(marcus.page.url()).pathname.replace(/\/rubric$/, "");
  must(/^\/requisitions\/[^/]+$/.test(search), `the search has a page, not ${search}`);
  await marcus.look("rubric-empty");
  await marcus.go(search);
  await marcus.look("search-empty");

  // The intake call becomes criteria, and those that are chosen competencies.
  await marcus.go(`${search}/intake`);
  await marcus.look("intake-empty");
  await marcus.page.fill("#text", "nothing that anybody said");
  marcus.expected = [422];
  await marcus.press(marcus.page.getByRole("button", { name: "Look for criteria" }));
  await marcus.look("intake-refused");
  await marcus.go(`${search}/intake`);
  await marcus.page.setInputFiles("#file", new URL("intake.vtt", data).pathname);
  await marcus.press(marcus.page.getByRole("button", { name: "Look for criteria" }));
  await marcus.sees("criteria found");
  await marcus.look("intake-found");
  await marcus.walk("intake-found");
  const found = await marcus.page.locator("input[name^='take.']").count();
  must(found >= 2, `criteria are found in the call, not ${found}`);
  must((await marcus.page.locator("input[name^='take.']:checked").count()) === 0, "nothing is taken before somebody takes it");
  for (const i of [0, 1]) await marcus.page.locator("input[name^='take.']").nth(i).check();
  await marcus.page.fill("#name-0", "Payment correctness");
  await marcus.page.fill("#name-1", "Explaining to finance");
  await marcus.press(marcus.page.getByRole("button", { name: "Go on to the rubric" }));
  await marcus.sees("Asked for in the intake call");

  // The rubric is written with lint as one types, agreed on by both, and locked.
  await marcus.look("rubric-from-intake");
  const page = marcus.page;
  await page.fill("#c-0-description", "A rockstar who is a digital native");
  await until("lint speaks while one types", async () => /rockstar|digital native/i.test(await page.locator("#rubric-form .findings").allInnerTexts().then((t) => t.join(" "))));
  await marcus.look("rubric-lint");
  for (const i of [0, 1]) {
    await page.fill(`#c-${i}-description`, i ? "Says what a design costs in money, and hears what finance needs." : "Moves money once and only once, and can show that it was so.");
    await page.fill(`#c-${i}-task`, "Refunds that are right on the first day of the month");
    for (const [j, text] of levels.entries()) await page.fill(`#c-${i}-a-${j}`, i ? text.replaceAll("payment", "forecast") : text);
    await marcus.press("#add-question");
    await page.fill(`#q-${i}-text`, i ? "Tell me about a time you explained a cost to somebody in finance." : "Tell me about a time a payment went out twice. What did you do?");
    await page.locator(`input[name="q.${i}.for"]`).nth(i).check();
  }
  await marcus.press("#save");
  await marcus.sees("Saved.", "body");
  await dana.go(`${search}/rubric`);
  await marcus.stay();
  await dana.press("#agree");
  await marcus.sees("agreed today");
  await marcus.stayed("assent");
  await marcus.look("rubric-one-assent");
  await marcus.press("#agree");
  await marcus.sees("The rubric is locked.", "body");
  await dana.sees("Locked", "#agreement");

  // Rounds, sourcing, a candidate, an interview; its debrief is booked with it.
  await marcus.go(`${search}/plan`);
  await marcus.look("plan-empty");
  await marcus.press(page.getByRole("button", { name: "Remove round 2" }));
  await page.uncheck("input[name='round.0.on.u-marcus']");
  await page.locator("input[name='round.0.name']").fill("Technical deep dive");
  for (const who of ["u-sofia", "u-ken"]) {
    await page.check(`input[name='round.0.on.${who}']`);
    for (const seat of await page.locator(`input[name^='round.0.seat.${who}.']`).all()) await seat.check();
  }
  await marcus.look("plan-filled");
  await marcus.press(page.getByRole("button", { name: "Set rounds and panels" }));
  await marcus.press(page.getByRole("button", { name: "Start sourcing" }));
  await page.locator("#do-add > summary").click();
  await page.fill("#cand-name", "Priya Nair");
  for (const k of ["recording", "transcription", "drafting"]) await page.selectOption(`#consent_${k}-new`, "given");
  await marcus.press(page.locator("#do-add").getByRole("button", { name: "Add" }));
  await page.locator("details.do > summary", { hasText: "Manage" }).first().click();
  await page.locator("input[name=start]").fill(soon(-75));
  await marcus.press(page.getByRole("button", { name: "Schedule" }));
  await marcus.look("search-scheduled");
  const debrief = await page.locator("#debrief-live a", { hasText: "Open the debrief" }).getAttribute("href");
  await marcus.go(debrief);
  await marcus.sees("Interview: Technical deep dive, Priya Nair");
  await marcus.look("debrief-waits-for-interview");

  // The interview is heard, with notes beside it, and becomes the record.
  await marcus.go(search);
  const live = await page.locator(".round-links a").first().getAttribute("href");
  await marcus.go(live);
  await marcus.look("live-empty");
  await page.setInputFiles("#file", cut("priya-technical.vtt", 4));
  await marcus.press(page.getByRole("button", { name: "Hear it" }));
  await sofia.go(live);
  await ken.go(live);
  await sofia.look("live-ready");
  await sofia.stay();
  await page.locator("label", { hasText: "16×" }).click();
  await page.locator("[data-toggle]").click();
  await until("what is said arrives in the other browser", async () => (await sofia.page.locator("[data-segs] > li").count()) > 3);
  await sofia.page.locator("#pad-other").fill("Named the cause with a number.");
  await sofia.look("live-playing");
  await page.locator("[data-record-it]:not([disabled])").waitFor({ timeout: 60000 });
  await marcus.look("live-ended");
  await marcus.press("[data-record-it]");
  await marcus.sees("Recorded.", "body");
  await sofia.stayed("live");

  // Two cards, each alone. Until the last is in, nobody sees one.
  await dana.go(debrief);
  await dana.sees("Scorecard: Technical deep dive, Priya Nair");
  must((await dana.page.locator(".waiting > li").count()) === 2, "two cards are waited on");
  await dana.look("debrief-blind-owner");
  await dana.walk("debrief-blind-owner");
  await dana.stay();
  await ken.go(debrief);
  await ken.sees("Scorecard: Technical deep dive, Priya Nair");
  await ken.look("debrief-blind-panelist");

  const fill = async (p, level, overall) => {
    await p.go(live.replace(/\/live$/, "/card"));
    const form = p.page.locator("#scorecard-form");
    await form.locator("section.competency").first().waitFor();
    must((await form.locator("input[type=radio]:checked").count()) === 0, "no judgement is chosen before");
    for (const [i, c] of (await form.locator("section.competency").all()).entries()) {
      await c.locator("input[type=radio]").nth(Math.max(0, level - i)).check();
      await c.locator("textarea").last().fill("Heard it with a number and a date.");
    }
    await form.locator("input[name=card_overall]").nth(overall).check();
    await form.locator("#card_overall_reason").fill("From what was heard today.");
  };
  await fill(sofia, 4, 1);
  await sofia.look("card-filled");
  await sofia.walk("card-filled");

  // The same card in two browsers: whoever saves second is shown both.
  const again = await b.person("u-sofia");
  again.expected = sofia.expected = [409, 422];
  await again.go(live.replace(/\/live$/, "/card"));
  await again.page.locator("section.competency").first().waitFor();
  await again.page.locator("#card_overall_reason").fill("Typed in the other window.");
  await sofia.page.locator("#card_overall_reason").fill("From what was heard today, and read again.");
  await sofia.page.getByRole("button", { name: "Save draft" }).click();
  await sofia.sees("Saved at");
  await again.page.getByRole("button", { name: "Save draft" }).click();
  await again.page.locator("dialog.conflict[open]").waitFor();
  await again.look("card-conflict");
  const dialog = again.page.locator("dialog.conflict");
  const text = await dialog.innerText();
  must(text.includes("Typed in the other window.") && text.includes("From what was heard today, and read again."), "the dialog shows both texts");
  for (const g of await dialog.locator("fieldset").all()) await g.locator("input[type=radio]").last().check();
  await again.page.getByRole("button", { name: "Keep what I chose" }).click();
  await again.sees("Saved at");
  await until("both texts are kept", async () => {
    const kept = await again.page.locator("#card_overall_reason").inputValue();
    return kept.includes("Typed in the other window.") && kept.includes("and read again.");
  });
  await again.press(again.page.getByRole("button", { name: /^Hand in as/ }));
  await again.look("card-handed-in");

  await fill(ken, 3, 2);
  must((await ken.page.locator("main").innerText()).includes("Typed in the other window.") === false, "a colleague's card is not seen");
  await dana.sees("Scorecard: Technical deep dive, Priya Nair");
  await ken.press(ken.page.getByRole("button", { name: /^Hand in as/ }));
  await dana.sees("All scorecards are in");
  await dana.stayed("cards come in");

  // Revealed at once, talked over, decided.
  await ken.go(debrief);
  await ken.stay();
  await dana.press("#reveal");
  await ken.sees("Disagreement first");
  await ken.stayed("reveal");
  await dana.look("story-debrief");
  b.facts.printed_pages_open = await dana.pages("story-debrief");
  const decide = dana.page.locator(".decide-form");
  await decide.locator("input[value=hire]").check();
  await decide.locator("textarea[name^='reason.']").first().fill("Found the double refund by an own check and named the cause.");
  await decide.locator("textarea[name=rationale]").fill("The panel read the evidence on finance again and is content.");
  await dana.press(decide.getByRole("button", { name: "Record the decision" }));
  await dana.sees("Decided by");
  await ken.sees("Decided by");
  await dana.look("story-decided");
  b.facts.printed_pages = await dana.pages("story-decided");
  await marcus.go(search);
  await marcus.look("story-end");
  const end = await marcus.page.locator("main").innerText();
  must(/selected/i.test(end), "the candidate is selected");
});
