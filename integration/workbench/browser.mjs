// What the scripts of this folder share: people in browsers of their own, and a
// critical look at the page in front of them.
//
// A script is started as `node script.mjs` with CHROMIUM, BASE (the workbench's
// address) and SHOTS (a folder for pictures) in its environment. It prints one JSON
// document, {findings, looked, facts}: sentences on what is wrong, the states that
// were looked at, and what the script measured. A step that cannot be taken throws.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"];
const wide = { width: 1280, height: 900 };
const narrow = { width: 390, height: 844 };
const tall = 16000; // of a picture, in pixels

export const base = process.env.BASE;

// bench runs a script with a browser and prints what it found.
export async function bench(script) {
  const launch = () => chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-breakpad", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ],
  });
  // A browser that does not come up has said nothing about any page.
  const browser = await launch().catch(launch);
  const b = new Bench(browser);
  try {
    await script(b);
  } catch (e) {
    for (const p of b.people) await p.picture(`failed-${p.id}`).catch(() => {});
    console.error(`${e.stack}\nlooked at: ${b.looked.join(", ")}\nfound:\n${b.findings.join("\n")}`);
    process.exitCode = 1;
    return;
  } finally {
    await browser.close();
  }
  process.stdout.write(JSON.stringify({ findings: b.findings, looked: b.looked, facts: b.facts }));
}

class Bench {
  constructor(browser) {
    Object.assign(this, { browser, findings: [], looked: [], facts: {}, people: [] });
  }

  find(text) {
    if (!this.findings.includes(text)) this.findings.push(text);
  }

  // person opens a browser context of its own and signs in.
  async person(id, options = {}) {
    const context = await this.browser.newContext({ viewport: wide, reducedMotion: "reduce", ...options });
    context.setDefaultTimeout(60000);
    const page = await context.newPage();
    const p = new Person(this, id, context, page);
    this.people.push(p);
    await p.watch();
    if (id) await p.signIn();
    return p;
  }
}

class Person {
  constructor(bench, id, context, page) {
    Object.assign(this, { bench, id, context, page, state: "start", expected: [] });
  }

  // watch records what must never happen: errors, violations of the content security
  // policy, dialogs, requests to elsewhere, and files that are not there.
  async watch() {
    const origin = new URL(base).origin;
    const bad = (what) => this.bench.find(`${this.state} (${this.id ?? "nobody"}): ${what}`);
    const { page } = this;
    await page.exposeFunction("__violated", (text) => bad(`content security policy: ${text}`));
    await page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (e) => window.__violated(`${e.violatedDirective} ${e.blockedURI}`));
    });
    page.on("console", (m) => {
      if (m.type() === "error" && !m.text().startsWith("Failed to load resource: the server responded")) bad(`console: ${m.text()}`);
    });
    page.on("pageerror", (e) => bad(`script: ${e.message}`));
    page.on("dialog", (d) => {
      if (!["beforeunload"].includes(d.type())) bad(`a dialog of the browser: ${d.message()}`);
      d.accept().catch(() => {});
    });
    page.on("request", (r) => {
      if (!/^(data|blob|about):/.test(r.url()) && new URL(r.url()).origin !== origin) bad(`request to ${r.url()}`);
    });
    page.on("response", (r) => {
      const said = r.status();
      if (!this.expected.includes(said) && (said >= 500 || (said >= 400 && r.request().resourceType() !== "document"))) {
        bad(`${r.request().method()} ${new URL(r.url()).pathname} answers ${said}`);
      }
    });
  }

  async signIn() {
    await this.go("/signin");
    await this.press(`main button[name="person"][value="${this.id}"]`);
  }

  // go opens a page of the workbench and returns the status of the answer.
  async go(path) {
    const r = await this.page.goto(new URL(path, base).href);
    return r.status();
  }

  // press clicks on what sends a form or opens a page, and waits for that page.
  async press(what) {
    const target = typeof what === "string" ? this.page.locator(what) : what;
    await Promise.all([this.page.waitForEvent("load"), target.click()]);
  }

  // sees waits until the page shows a text, without a reload.
  async sees(text, where = "main") {
    await this.page.locator(where).getByText(text).first().waitFor({ state: "visible" });
  }

  // stay marks the page, and stayed finds out whether it was loaded again since.
  async stay() {
    await this.page.evaluate(() => { window.__same = true; });
  }

  async stayed(state) {
    if (!(await this.page.evaluate(() => window.__same === true))) this.bench.find(`${state}: the page was loaded again`);
  }

  async picture(name) {
    const height = await this.page.evaluate(() => document.documentElement.scrollHeight);
    const { width } = this.page.viewportSize();
    await this.page.screenshot({
      path: join(process.env.SHOTS, `${name}.png`), fullPage: true, animations: "disabled",
      clip: { x: 0, y: 0, width, height: Math.min(height, tall) },
    });
  }

  // look examines the page as it stands, in every size and colour scheme.
  async look(state) {
    this.state = state;
    const { page, bench } = this;
    bench.looked.push(state);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      for (const [size, viewport] of [["1280", wide], ["390", narrow]]) {
        await page.setViewportSize(viewport);
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
        await this.picture(`${state}-${size}-${colorScheme}`);
        if (size === "390" && colorScheme === "dark") continue; // the colours were judged when wide
        await this.judge(`${state}, ${size} px, ${colorScheme}`);
      }
    }
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await this.narrow(state);
    await this.conventions(state);
  }

  // glance is a short look: one picture, one run of axe, and the narrow screen.
  async glance(state) {
    this.state = state;
    this.bench.looked.push(state);
    await this.judge(`${state}, 1280 px, light`);
    await this.narrow(state);
    await this.page.setViewportSize(narrow);
    await this.picture(`${state}-390-light`);
    await this.page.setViewportSize(wide);
  }

  // narrow finds what makes the page wider than a screen of 320 px.
  async narrow(state) {
    const { page, bench } = this;
    await page.setViewportSize({ width: 320, height: 640 });
    const spills = await page.evaluate(() => {
      const most = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= most) return "";
      const inScroll = (e) => { for (let p = e.parentElement; p; p = p.parentElement) if (/auto|scroll|hidden/.test(getComputedStyle(p).overflowX)) return true; return false; };
      const wide = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > most + 1 && !inScroll(e));
      return `${document.documentElement.scrollWidth} px wide on 320: ${(wide[wide.length - 1] ?? document.body).outerHTML.slice(0, 120)}`;
    });
    if (spills) bench.find(`${state}: ${spills}`);
    await page.setViewportSize(wide);
  }

  async judge(where) {
    await this.page.evaluate(axe);
    const result = await this.page.evaluate(
      (values) => window.axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] }),
      tags,
    );
    for (const v of result.violations) {
      for (const n of v.nodes.slice(0, 3)) this.bench.find(`${where}: axe ${v.id}: ${n.html.slice(0, 160)} ${(n.any[0] ?? n.all[0] ?? n.none[0])?.message ?? ""}`);
    }
  }

  // conventions are what axe does not ask for: one h1, landmarks, a skip link, a
  // language, a title of the page's own, names and ids that are unique.
  async conventions(state) {
    const faults = await this.page.evaluate(() => {
      const out = [];
      const n = (q) => document.querySelectorAll(q).length;
      if (n("h1") !== 1) out.push(`${n("h1")} first headings`);
      if (n("main") !== 1) out.push(`${n("main")} main landmarks`);
      if (!document.documentElement.lang) out.push("no language");
      if (!document.title.trim()) out.push("no title");
      const first = document.querySelector("body a[href], body button");
      if (!first?.getAttribute("href")?.startsWith("#")) out.push("the first control is no skip link");
      else if (!document.querySelector(first.getAttribute("href"))) out.push("the skip link leads nowhere");
      const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
      const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
      if (twice.length) out.push(`ids stand twice: ${[...new Set(twice)].slice(0, 5)}`);
      for (const h of document.querySelectorAll("[style]")) {
        if (h.getAttribute("style") !== "" && !h.closest("svg")) { out.push(`style attribute: ${h.outerHTML.slice(0, 80)}`); break; }
      }
      return out;
    });
    for (const f of faults) this.bench.find(`${state}: ${f}`);
  }

  // walk goes through the page with the Tab key: every control is reached, shows
  // that it has the focus, and is not covered.
  async walk(state) {
    this.state = state;
    const { page, bench } = this;
    await page.setViewportSize(wide);
    await page.evaluate(() => { // the next Tab starts at the top, wherever the focus was
      const top = document.body.insertBefore(document.createElement("span"), document.body.firstChild);
      top.tabIndex = -1;
      top.focus();
      top.remove();
      window.scrollTo(0, 0);
    });
    const expected = await page.evaluate(() => {
      const groups = new Set();
      let n = 0;
      for (const e of document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")) {
        if (e.disabled || e.tabIndex < 0 || e.type === "hidden" || !e.checkVisibility({ checkVisibilityCSS: true })) continue;
        if (e.closest("[inert]")) continue;
        if (e.type === "radio") {
          const key = `${e.form?.id ?? ""}/${e.form ? [...document.forms].indexOf(e.form) : ""}/${e.name}`;
          if (groups.has(key)) continue;
          groups.add(key);
          n++;
          continue;
        }
        e.setAttribute("data-walk", "");
        n++;
      }
      return n;
    });
    let reached = 0;
    for (let i = 0; i < 4 * expected + 10; i++) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate(() => {
        const e = document.activeElement;
        if (!e || e === document.body) return null;
        // A date has several stops inside.
        const same = e === window.__walked;
        const again = e.hasAttribute("data-walked");
        window.__walked = e;
        e.setAttribute("data-walked", "");
        let shown = false;
        for (let p = e, up = 0; p && up < 4; p = p.parentElement, up++) {
          const s = getComputedStyle(p);
          if (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2) { shown = true; break; }
        }
        const around = [getComputedStyle(e, "::after")];
        if (e.nextElementSibling) around.push(getComputedStyle(e.nextElementSibling));
        shown = shown || around.some((s) => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2);
        const r = e.getBoundingClientRect();
        const inside = r.bottom > 0 && r.top < innerHeight && r.width > 0;
        const x = Math.min(Math.max(r.left + r.width / 2, 0), innerWidth - 1);
        const y = Math.min(Math.max(r.top + Math.min(r.height / 2, 12), 0), innerHeight - 1);
        const over = document.elementFromPoint(x, y);
        const covered = inside && over && !(e.contains(over) || over.contains(e) || e.labels && [...e.labels].some((l) => l.contains(over)));
        return { again, same, shown, covered, html: e.outerHTML.slice(0, 120), over: over?.outerHTML.slice(0, 60), inside };
      });
      if (!at) break;
      if (at.same) continue;
      if (at.again) break;
      reached++;
      if (!at.shown) bench.find(`${state}: focus is not visible on ${at.html}`);
      if (!at.inside) bench.find(`${state}: focus is out of sight on ${at.html}`);
      if (at.covered) bench.find(`${state}: focus is covered by ${at.over} on ${at.html}`);
    }
    const missed = await page.evaluate(() => {
      const out = [...document.querySelectorAll("[data-walk]:not([data-walked])")].map((e) => e.outerHTML.slice(0, 120));
      for (const e of document.querySelectorAll("[data-walk], [data-walked]")) { e.removeAttribute("data-walk"); e.removeAttribute("data-walked"); }
      return out;
    });
    for (const m of missed) bench.find(`${state}: the Tab key does not reach ${m}`);
    return reached;
  }

  // pages prints the page on A4 and returns the number of sheets.
  async pages(name) {
    const pdf = await this.page.pdf({ format: "A4", preferCSSPageSize: true, printBackground: true, path: join(process.env.SHOTS, `${name}.pdf`) });
    return (pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g) || []).length;
  }

  // inert checks that hostile text was drawn as text: nothing ran, nothing was made
  // of it.
  async inert(state) {
    this.state = state;
    const made = await this.page.evaluate(() => {
      const out = [];
      if (window.__pwned) out.push("a script of the data ran");
      for (const e of document.querySelectorAll("script:not([src]), img[src='x'], iframe, object, embed, svg[onload], [onclick], [onerror], [onload]")) {
        if (e.localName === "script" && e.type && e.type !== "text/javascript" && e.type !== "module") continue;
        out.push(`made of the data: ${e.outerHTML.slice(0, 120)}`);
      }
      for (const a of document.querySelectorAll("a[href]")) if (/^\s*(javascript|data|vbscript):/i.test(a.getAttribute("href"))) out.push(`a link that runs: ${a.outerHTML.slice(0, 120)}`);
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const t = texts.currentNode;
        if (/[\u202a-\u202e\u2066-\u2069]/.test(t.data) && !t.parentElement.closest("bdi, option, textarea, script")) {
          out.push(`turns what stands beside it: ${t.parentElement.outerHTML.slice(0, 120)}`);
        }
      }
      return out;
    });
    for (const m of made) this.bench.find(`${state}: ${m}`);
  }
}

// must throws with the sentence where something is not so.
export function must(ok, sentence) {
  if (!ok) throw new Error(sentence);
}

// until waits for something to become true, and throws with the sentence otherwise.
export async function until(sentence, check, ms = 20000) {
  const end = Date.now() + ms;
  for (;;) {
    if (await check()) return;
    if (Date.now() > end) throw new Error(`waited in vain: ${sentence}`);
    await new Promise((r) => setTimeout(r, 100));
  }
}
