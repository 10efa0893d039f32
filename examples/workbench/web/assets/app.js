// The workbench's own script. Pages work without it; with it they follow what
// others do, and small comforts work. Other scripts may use window.workbench.
const $$ = (sel, root = document) => [...root.querySelectorAll(sel)];

function say(text) {
  const p = document.createElement("p");
  p.className = "toast";
  p.textContent = text;
  document.querySelector("[data-toasts]").append(p);
  setTimeout(() => p.remove(), 6000);
}
// What came with the page is said once more, because only what changes is read aloud.
$$("[data-toasts] .toast").forEach((p) => { p.remove(); setTimeout(() => say(p.textContent), 100); });

// Theme: the other one, remembered here.
document.addEventListener("click", (e) => {
  if (!e.target.closest("[data-theme-toggle]")) return;
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  try { localStorage.setItem("theme", root.dataset.theme); } catch { /* kept for this page only */ }
});

// Copy, dialogs, back.
document.addEventListener("click", async (e) => {
  const copy = e.target.closest("[data-copy]");
  if (copy) {
    const from = document.getElementById(copy.dataset.copy);
    try {
      await navigator.clipboard.writeText(from.value ?? from.textContent);
      say("Copied.");
    } catch {
      getSelection().selectAllChildren(from);
      say("Selected: press Ctrl+C to copy.");
    }
    return;
  }
  const open = e.target.closest("[data-open]");
  if (open) document.getElementById(open.dataset.open)?.showModal();
  if (e.target.closest("[data-close]")) e.target.closest("dialog")?.close();
  if (e.target.closest("[data-back]")) history.back();
  for (const menu of $$("[data-menu][open]")) if (!menu.contains(e.target)) menu.open = false;
});
document.addEventListener("keydown", (e) => {
  if (e.key !== "Escape") return;
  for (const menu of $$("[data-menu][open]")) { menu.open = false; menu.querySelector("summary").focus(); }
});
$$("[data-back]").forEach((b) => { b.hidden = history.length < 2; });
$$("[data-open]").forEach((b) => { b.hidden = false; });
document.querySelector("[data-autofocus]")?.focus();
document.getElementById(document.querySelector("[data-focus]")?.dataset.focus)?.focus();

// What was typed and not yet sent is never replaced.
const typed = (region) => $$("input, textarea, select", region).some((f) =>
  f.type === "checkbox" || f.type === "radio" ? f.checked !== f.defaultChecked
    : f.tagName === "SELECT" ? f.selectedIndex !== Math.max(0, [...f.options].findLastIndex((o) => o.defaultSelected))
      : f.type !== "hidden" && f.value !== f.defaultValue);
const busy = (region) => region.hasAttribute("data-unsaved") || typed(region) || region.querySelector("dialog[open]") ||
  (region.contains(document.activeElement) && document.activeElement.matches("input, textarea, select"));


// A dialog that came with the page is modal; a form with unsaved changes asks before
// it is left.
for (const d of $$("dialog[data-modal]")) {
  d.close();
  d.showModal();
  d.addEventListener("close", () => document.getElementById(d.dataset.modal)?.focus());
}
let sending = false;
document.addEventListener("submit", (e) => { sending = e.target.matches("[data-guard]") || e.target.method === "dialog"; });
addEventListener("beforeunload", (e) => {
  if (!sending && $$("form[data-guard]").some((f) => typed(f) || f.closest("[data-unsaved]"))) e.preventDefault();
});

// A region [data-live id=…] is taken from the same page, asked again. Where somebody
// types in it, it stays, and says so once its data-version is another.
function replace(region, next) {
  if (region.innerHTML === next.innerHTML) return false;
  const focused = region.contains(document.activeElement) ? document.activeElement.id : "";
  const opened = $$("details[open][id]", region).map((d) => d.id);
  region.replaceChildren(...next.childNodes);
  if (next.dataset.version) region.dataset.version = next.dataset.version;
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  region.classList.remove("fresh");
  void region.offsetWidth;
  region.classList.add("fresh");
  region.dispatchEvent(new CustomEvent("workbench:replaced", { bubbles: true }));
  return true;
}
function stale(region, next) {
  if (region.querySelector(":scope > .stale")) return;
  const bar = document.createElement("div");
  bar.className = "stale";
  bar.setAttribute("role", "status");
  bar.innerHTML = "<span>Somebody changed this meanwhile. What you typed is untouched.</span>";
  const b = document.createElement("button");
  b.type = "button";
  b.className = "button button-small";
  b.textContent = "Show theirs";
  b.onclick = () => replace(region, next);
  bar.append(b);
  region.prepend(bar);
}
// A page lets go of what its reader may not see any more: they signed out, or in as
// somebody else, in another window, or have no part in the search. What they typed stays
// until they leave.
let leaving = false;
function letGo(why, to) {
  if (leaving) return;
  leaving = true;
  if ($$("[data-live]").some(busy) || $$("form").some(typed)) say(why + " What you typed stays until you leave this page.");
  else if (to) location.assign(to);
  else location.reload();
}
async function refresh() {
  const regions = $$("[data-live]");
  if (!regions.length) return;
  const answer = await fetch(location.href, { headers: { "Workbench-Refresh": "1" } });
  if (answer.status === 401) letGo("You are signed out here.", "/");
  if ([403, 404].includes(answer.status) && document.body.hasAttribute("data-got")) letGo("This page is not yours to see any more.");
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (page.body.dataset.who !== document.body.dataset.who) return letGo("You are signed out here.", "/");
  let news = false;
  for (const region of regions) {
    const next = page.getElementById(region.id);
    if (!next) continue;
    if (busy(region)) {
      if (region.dataset.version !== next.dataset.version) stale(region, next);
      continue;
    }
    news = replace(region, next) || news;
  }
  if (news) document.dispatchEvent(new CustomEvent("workbench:refreshed"));
}
let asked;
const soon = () => { clearTimeout(asked); asked = setTimeout(() => refresh().catch(() => {}), 150); };

// Acts of others, by the tenant's log. The browser connects again by itself and
// says where it was.
if (document.body.hasAttribute("data-live-on") && document.querySelector("[data-live]")) {
  const source = new EventSource("/events?after=" + document.body.dataset.seq);
  const only = document.body.dataset.search;
  source.addEventListener("changed", (e) => {
    const what = JSON.parse(e.data);
    if (!only || !what.requisition || what.requisition === only) soon();
  });
  source.addEventListener("reset", soon);
  addEventListener("pagehide", () => source.close());
}
addEventListener("pageshow", (e) => { if (e.persisted) location.reload(); });

window.workbench = { say, refresh };
