// The card: quotes play their place in the record, the clock runs, and the form is
// told when another window saves.
(() => {
  const $ = (sel) => document.querySelector(sel);
  const record = $("[data-record]");
  const place = $("[data-place]"), back = $("[data-back-to-card]");
  const steps = [...document.querySelectorAll("[data-step]")];
  const mark = typeof Highlight === "function" && CSS.highlights ? new Highlight() : null;
  if (mark) CSS.highlights.set("cited", mark);
  let here = null, from = null;

  const all = () => [...record.querySelectorAll("[data-seg]")];

  // go shows a piece of the record, and where it stands.
  function go(seg, start, end, focus) {
    if (!seg) return;
    here?.classList.remove("seg-here");
    here = seg;
    seg.classList.add("seg-here");
    const list = all(), i = list.indexOf(seg);
    for (const b of steps) b.disabled = !list[i + +b.dataset.step];
    const time = seg.querySelector(".seg-time")?.textContent;
    place.textContent = (time ? time + " · " : "") + (i + 1) + " of " + list.length;
    mark?.clear();
    const words = seg.querySelector(".seg-text bdi")?.firstChild;
    if (mark && words?.nodeType === 3 && end > start && end <= words.length) {
      const r = new Range();
      r.setStart(words, start);
      r.setEnd(words, end);
      mark.add(r);
    }
    const scroll = seg.closest(".record-scroll");
    if (getComputedStyle(scroll).overflowY === "visible" || scroll.scrollHeight <= scroll.clientHeight) {
      seg.scrollIntoView({ block: "center" });
    } else {
      scroll.scrollTop += seg.getBoundingClientRect().top - scroll.getBoundingClientRect().top - scroll.clientHeight / 3;
      const box = record.getBoundingClientRect();
      if (box.top < 0 || box.top > innerHeight * 0.7) record.scrollIntoView({ block: "start" });
    }
    if (focus) seg.focus({ preventScroll: true });
  }
  function play(id, start, end) {
    if (!record || !id) return;
    from = document.activeElement;
    back.hidden = false;
    go(document.getElementById("seg-" + id), start, end, true);
  }
  document.addEventListener("hirealign:play", (e) => play(e.detail.segment, e.detail.start, e.detail.end));
  document.addEventListener("click", (e) => {
    const b = e.target.closest("[data-play]");
    if (b) return play(b.dataset.play, +b.dataset.playStart, +b.dataset.playEnd);
    const step = e.target.closest("[data-step]");
    if (step) {
      const list = all();
      go(list[list.indexOf(here) + +step.dataset.step], 0, 0, false);
      return;
    }
    if (e.target.closest("[data-back-to-card]") && from) {
      from.scrollIntoView({ block: "center" });
      from.focus({ preventScroll: true });
      back.hidden = true;
      return;
    }
    const seg = e.target.closest("[data-record] [data-seg]");
    if (seg && !e.target.closest("summary") && getSelection().isCollapsed) go(seg, 0, 0, false);
  });
  record?.querySelector(".record-scroll")?.addEventListener("keydown", (e) => {
    if (!here || (e.key !== "ArrowDown" && e.key !== "ArrowUp") || e.ctrlKey || e.altKey || e.metaKey) return;
    const list = all(), next = list[list.indexOf(here) + (e.key === "ArrowDown" ? 1 : -1)];
    if (next && e.target.matches("[data-seg]")) {
      e.preventDefault();
      go(next, 0, 0, true);
    }
  });

  // The time that is left
  const due = $("[data-due]");
  if (due) {
    const left = due.querySelector("[data-due-left]"), at = Date.parse(due.dataset.due);
    const tick = () => {
      const min = Math.floor(Math.abs(at - Date.now()) / 60000), h = Math.floor(min / 60);
      const span = h >= 48 ? Math.floor(h / 24) + " days" : h ? h + " h " + (min % 60) + " min" : min + " min";
      const late = Date.now() > at;
      left.textContent = late ? span + " over" : span + " left";
      due.classList.toggle("due-late", late);
      due.querySelector(".due-label").textContent = late ? "Overdue since" : "Due";
    };
    tick();
    setInterval(tick, 20000);
  }

  // Other windows of the same person
  const form = document.getElementById("scorecard-form");
  if (form?.dataset.events) {
    const source = new EventSource(form.dataset.events);
    source.addEventListener("saved", (e) => document.dispatchEvent(new CustomEvent("hirealign:card", { detail: JSON.parse(e.data) })));
    addEventListener("pagehide", () => source.close());
  }
})();
