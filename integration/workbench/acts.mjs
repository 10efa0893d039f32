// Acts beside the story's: weights and a conflict in the rubric, an interview of
// somebody who did not agree to be recorded, a card that is waived, a debrief that is
// moved, called off and booked anew, a search that is handed over; and what a person
// who sees no screen is told of each.
import { bench, must, until } from "./browser.mjs";

const soon = (minutes) => new Date(Date.now() + minutes * 60000).toISOString().slice(0, 16);

await bench(async (b) => {
  const marcus = await b.person("u-marcus");
  const dana = await b.person("u-dana");
  const noor = await b.person("u-noor");
  const tessa = await b.person("u-tessa");
  const sofia = await b.person("u-sofia");
  const ken = await b.person("u-ken");

  // told is what the live region took up after the page was there, which is what is
  // read aloud.
  for (const p of b.people) {
    await p.page.addInitScript(() => {
      window.__told = [];
      document.addEventListener("DOMContentLoaded", () => {
        const region = document.querySelector("[data-toasts][role=status]");
        if (!region) return;
        if (region.textContent.trim()) window.__told.push("too early");
        new MutationObserver((all) => {
          for (const m of all) for (const n of m.addedNodes) window.__told.push(n.textContent);
        }).observe(region, { childList: true });
      });
    });
  }
  const told = (p, text) => until(`${p.id} is told: ${text}`, async () => {
    const all = await p.page.evaluate(() => window.__told);
    must(!all.includes("too early"), "a notice that comes with the page is not read aloud");
    return all.some((t) => t.includes(text));
  });

  const search = async (p, title) => {
    await p.go("/desk");
    const link = p.page.locator("main a[href^='/requisitions/']", { hasText: title }).first();
    return (await link.getAttribute("href")).split("#")[0].replace(/\/(rubric|plan)$/, "");
  };

  // Weights, by the keyboard, with lint as one types.
  const design = await search(marcus, "Designer");
  await marcus.go(`${design}/rubric`);
  const { page } = marcus;
  const noted = (place) => page.locator(`#rubric-form [data-place="${place}"]`).innerText();
  await page.locator("#c-0-weight").focus();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("3");
  await until("weights that differ need a reason", async () => /rationale/i.test(await noted("/weight_rationale")));
  await page.locator("#weight-rationale").focus();
  await page.keyboard.type("It is most of the day.");
  await until("with a reason they may", async () => (await noted("/weight_rationale")) === "");
  await page.locator("#c-1-weight").fill("0");
  await until("a weight is 1 or more", async () => /1 or more/.test(await noted("/competencies/1/weight")));
  await marcus.look("rubric-weights");
  await marcus.walk("rubric-weights");
  await page.locator("#c-1-weight").fill("1");

  // Somebody else saves meanwhile: Escape leads back to the form, and both can be kept.
  await dana.go(`${design}/rubric`);
  await dana.page.locator("#c-1-name").fill("Learning from people");
  await dana.press("#save");
  await told(dana, "Saved");
  marcus.expected = [409];
  await marcus.press("#save");
  await page.locator("dialog#conflict[open]").waitFor();
  must(await page.evaluate(() => document.getElementById("conflict").contains(document.activeElement)), "the dialog has the focus");
  await marcus.look("rubric-conflict");
  for (let i = 0; i < 8; i++) {
    await page.keyboard.press("Tab");
    must(await page.evaluate(() => document.activeElement === document.body || document.getElementById("conflict").contains(document.activeElement)), "the Tab key stays in the dialog");
  }
  await page.keyboard.press("Escape");
  await page.locator("dialog#conflict[open]").waitFor({ state: "detached" });
  must((await page.evaluate(() => document.activeElement?.id)) === "save", "Escape leads back to the button");
  must((await page.locator("#c-0-weight").inputValue()) === "3", "what was typed is in the form");
  await marcus.press("#save");
  await marcus.press(page.getByRole("button", { name: "Keep both" }));
  must((await page.locator("#c-1-name").inputValue()) === "Learning from people" && (await page.locator("#c-0-weight").inputValue()) === "3", "both are in the form");
  await marcus.press("#save");
  await told(marcus, "Saved");

  // A candidate who did not agree: nothing is recorded, and everything else is the same.
  const data = await search(tessa, "Data Engineer");
  await tessa.go(data);
  await tessa.page.locator("#do-add > summary").click();
  await tessa.page.fill("#cand-name", "Otto Blank");
  await tessa.press(tessa.page.locator("#do-add").getByRole("button", { name: "Add" }));
  await told(tessa, "Otto Blank is a candidate now.");
  const otto = tessa.page.locator("article.candidate", { hasText: "Otto Blank" });
  await otto.locator("details.do > summary").click();
  await tessa.look("search-consent");
  await otto.locator("select[name=consent_recording]").selectOption("declined");
  await tessa.press(otto.getByRole("button", { name: "Record their answer" }));
  await told(tessa, "Their answer is recorded.");
  must((await otto.innerText()).includes("Recording: declined."), "what they answered is read where they stand");
  await otto.locator("details.do > summary").click();
  await otto.locator("select[name=round]").selectOption({ label: "Technical interview (60 min)" });
  await otto.locator("input[name=start]").fill(soon(-70));
  await tessa.press(otto.getByRole("button", { name: "Schedule" }));
  await told(tessa, "The interview is scheduled");
  const live = await otto.locator(".round-links a").first().getAttribute("href");
  await tessa.go(live);
  await tessa.page.setInputFiles("#file", new URL("../../examples/data/priya-technical.vtt", import.meta.url).pathname);
  tessa.expected = [422];
  await tessa.press(tessa.page.getByRole("button", { name: "Hear it" }));
  await tessa.sees("The candidate has not agreed");
  await tessa.look("live-no-consent");
  await tessa.go(data);
  await otto.locator("details.do > summary").click();
  await tessa.press(otto.getByRole("button", { name: "Was held" }));
  await told(tessa, "The interview was held.");

  await sofia.go(live);
  await sofia.sees("This conversation was not recorded");
  await sofia.look("live-unrecorded");
  await sofia.page.locator("#pad-other").fill("- Moved the check before the load.\n- Found forty euros in the first week and named the cause.");
  await until("notes are saved", async () => /saved/i.test(await sofia.page.locator("[data-pad-status]").innerText()));
  await sofia.press(sofia.page.getByRole("button", { name: "Put my notes on my scorecard" }));
  const fields = async (p) => {
    await p.page.locator("section.competency").first().waitFor();
    must((await p.page.locator("#scorecard-form input[type=radio]:checked").count()) === 0, "no judgement is chosen before");
    return p.page.locator("#scorecard-form [name]").evaluateAll((all) => [...new Set(all.filter((e) => e.type !== "checkbox").map((e) => `${e.localName} ${e.type} ${e.name}`))].sort().join("\n"));
  };
  await sofia.go(live.replace(/\/live$/, "/card"));
  const form = await fields(sofia);
  must((await sofia.page.locator("main").innerText()).includes("Found forty euros in the first week"), "typed notes are evidence on the card");
  await sofia.look("card-unrecorded");
  for (const c of await sofia.page.locator("section.competency").all()) {
    await c.locator("input[type=radio]").nth(3).check();
    await c.locator("textarea").last().fill("From my notes.");
  }
  await sofia.page.locator("#scorecard-form input[name=card_overall]").nth(1).check();
  await sofia.page.locator("#card_overall_reason").fill("From my notes of today.");
  await sofia.press(sofia.page.getByRole("button", { name: /^Hand in as/ }));
  await sofia.sees("Found forty euros");

  // The card of a recorded interview has the same questions.
  await ken.go("/desk");
  const cards = await ken.page.locator("main a[href$='/card']").evaluateAll((l) => [...new Set(l.map((a) => a.getAttribute("href")))]);
  must(cards.length === 2, `Ken owes two cards, not ${cards.length}`);
  const both = [];
  for (const card of cards) {
    await ken.go(card);
    both.push(await fields(ken));
  }
  must(both[0] === both[1] && both[0] !== "" && form !== "", "recorded or not, a card asks the same");

  // A card that is late: the debrief goes without it, and says so.
  await noor.go("/debriefs");
  const debrief = await noor.page.locator("main table a", { hasText: "Data Engineer" }).first().getAttribute("href");
  await noor.go(debrief);
  await ken.go(debrief);
  await ken.stay();
  await noor.page.locator("summary", { hasText: "Go without this scorecard" }).first().click();
  await noor.look("debrief-waive");
  await noor.page.locator("details[id^=waive-][open] input[name=reason]").fill("On leave until Monday.");
  await noor.press(noor.page.getByRole("button", { name: "Waive the scorecard" }));
  await told(noor, "The debrief goes without the scorecard of Ken Abara.");
  await noor.sees("The scorecard of Ken Abara is waived by");
  await ken.sees("On leave until Monday.");
  await ken.stayed("waiver");
  await noor.look("debrief-waived");

  // A debrief is moved and called off; its finalists are booked into another.
  const payments = await search(dana, "Payments");
  await dana.go(payments);
  const first = await dana.page.locator("#debrief-live a", { hasText: "Open the debrief" }).getAttribute("href");
  await ken.go(first);
  await ken.stay();
  await dana.go(first);
  await dana.page.locator("#do-move > summary").click();
  await dana.page.locator("#move-start").fill(soon(3 * 24 * 60));
  await dana.look("debrief-move");
  await dana.walk("debrief-move");
  await dana.press(dana.page.getByRole("button", { name: "Move", exact: true }));
  await told(dana, "The debrief is moved to");
  await dana.page.locator("#do-move > summary").click();
  await dana.page.locator("#cancel-reason").fill("The panel is ill.");
  await dana.press(dana.page.getByRole("button", { name: "Call it off" }));
  await told(dana, "The debrief is called off.");
  await ken.sees("This debrief was called off");
  await ken.stayed("cancel");
  await dana.look("debrief-cancelled");
  await dana.go(payments);
  await dana.sees("Without a debrief:");
  await dana.look("search-unbooked");
  await dana.page.locator("#book-start").fill(soon(4 * 24 * 60));
  await dana.press(dana.page.getByRole("button", { name: "Book a debrief" }));
  await told(dana, "The debrief is booked for");
  must((await dana.page.locator("#do-book").count()) === 0, "everybody has a debrief");

  // The search is handed over: whoever takes it stands by the rubric first.
  await dana.go("/desk");
  await dana.stay();
  await noor.go(data);
  await noor.page.locator("#do-handover > summary").click();
  await noor.page.selectOption("#handover-next", "hiring_manager/u-dana");
  await noor.page.fill("#handover-reason", "On parental leave from Monday.");
  await noor.look("search-handover");
  await noor.press(noor.page.getByRole("button", { name: "Hand over" }));
  await told(noor, "The requisition is handed over to Dana Whitlock.");
  await dana.sees("Data Engineer, Reporting");
  await dana.stayed("handover");
  await dana.go(data);
  await dana.sees("To be confirmed by the hiring manager.");
  await dana.look("search-to-confirm");
  await dana.press(dana.page.getByRole("button", { name: "I stand by it" }));
  await told(dana, "You stand by the rubric");
  must((await dana.page.locator("#rubric").innerText()).includes("To be confirmed") === false, "it is confirmed");
  await dana.sees("confirmed the rubric");

  // Whose part in a search ends is not left with its page.
  await marcus.go(design);
  marcus.expected = [404];
  await dana.go(design);
  await dana.page.locator("#do-handover > summary").click();
  await dana.page.selectOption("#handover-next", "recruiter/u-tessa");
  await dana.page.fill("#handover-reason", "Marcus takes over Payments.");
  await dana.press(dana.page.getByRole("button", { name: "Hand over" }));
  await marcus.sees("There is nothing here");

  // Signed out in another window: a page lets go, and one with something typed says so.
  const other = await sofia.context.newPage();
  await sofia.go("/next");
  sofia.expected = [401];
  await other.goto(sofia.page.url());
  await other.locator("[data-menu] > summary").click();
  await other.getByRole("button", { name: "Sign out" }).click();
  await sofia.page.waitForURL("**/signin");
  await ken.go(payments);
  await marcus.go(payments);
  await marcus.page.locator("#do-add > summary").click();
  await marcus.page.fill("#cand-name", "Half a na");
  marcus.expected = [401, 404];
  const third = await marcus.context.newPage();
  await third.goto(marcus.page.url());
  await third.locator("[data-menu] > summary").click();
  await third.getByRole("button", { name: "Ines" }).click();
  await marcus.sees("You are signed out here.", "body");
  must((await marcus.page.locator("#cand-name").inputValue()) === "Half a na", "what was typed stays");
});
