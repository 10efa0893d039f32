// The clock of the room: what is left, what is on now, and a word near the end.
const card = () => document.querySelector(".room-clock");
let told = "";

function tick() {
  const box = card();
  if (!box) return;
  const total = Number(box.dataset.minutes) * 60;
  const started = box.querySelector("[data-started]")?.dataset.started;
  const face = box.querySelector("[data-clock]");
  const item = box.querySelector("[data-clock-item]");
  if (!started) {
    face.textContent = `${box.dataset.minutes}:00`;
    told = "";
    return;
  }
  const gone = Math.max(0, Math.floor((Date.now() - Date.parse(started)) / 1000));
  const left = total - gone;
  const abs = Math.abs(left);
  face.textContent = `${left < 0 ? "−" : ""}${Math.floor(abs / 60)}:${String(abs % 60).padStart(2, "0")}`;
  face.classList.toggle("late", left < 0);
  const points = [...document.querySelectorAll("[data-from]")].filter((p) => Number(p.dataset.for) > 0);
  const now = points.find((p) => gone < (Number(p.dataset.from) + Number(p.dataset.for)) * 60);
  item.textContent = left < 0 ? "Time is over: decide, or set a follow-up with a date." : now ? `Now: ${now.dataset.name}` : "Now: decisions";
  const say = left < 0 ? "Time is over. Decide, or set a follow-up." : left <= 300 ? "Five minutes are left." : item.textContent;
  if (say !== told) {
    told = say;
    box.querySelector("[data-clock-said]").textContent = say;
  }
}

function follow() {
  const region = document.getElementById("debrief");
  // Once the cards are shown, each part of the page changes on its own.
  if (document.getElementById("db-agenda")) region.removeAttribute("data-live");
  tick();
}
document.addEventListener("workbench:replaced", follow);
document.addEventListener("workbench:refreshed", tick);
follow();
setInterval(tick, 1000);

// The page of a refused form keeps what was typed: nothing in it is taken up anew.
if (/^\/debriefs\/[^/]+$/.test(location.pathname)) {
  const source = new EventSource(`${location.pathname}/clock`);
  source.addEventListener("clock", () => window.workbench.refresh());
  addEventListener("pagehide", () => source.close());
} else {
  for (const r of document.querySelectorAll("[data-live]")) r.removeAttribute("data-live");
}

for (const b of document.querySelectorAll("[data-print]")) {
  b.hidden = false;
  b.addEventListener("click", () => window.print());
}
