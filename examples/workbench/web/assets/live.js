// The live interview: what is said arrives, the page follows, typed notes are kept.
(() => {
  const $ = (sel) => document.querySelector(sel);
  const say = (text) => window.workbench?.say(text);

  // What is said
  const log = $("[data-log]"), segs = $("[data-segs]"), now = $("[data-now]"), none = $("[data-none]"), follow = $("[data-follow]");
  let following = true;
  const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  const toEnd = () => { log.scrollTop = log.scrollHeight; };
  if (log) {
    log.addEventListener("scroll", () => { following = atEnd(); follow.hidden = following; }, { passive: true });
    follow.addEventListener("click", () => { following = true; toEnd(); });
    toEnd();
  }
  const element = (html) => {
    const t = document.createElement("template");
    t.innerHTML = html;
    return t.content.firstElementChild;
  };
  // Settled utterances go to their place in the log; what is still being said stands
  // below it, where it may change without being read out again.
  function hear({ changed, removed }) {
    for (const id of removed ?? []) document.getElementById("seg-" + id)?.remove();
    for (const c of changed) {
      const next = element(c.html), old = document.getElementById("seg-" + c.id);
      if (!c.final) {
        now.replaceChildren(next);
        continue;
      }
      if (old?.parentElement === segs) {
        old.replaceWith(next);
        continue;
      }
      old?.remove();
      segs.insertBefore(next, segs.children[c.index] ?? null);
    }
    none.hidden = segs.children.length + now.children.length > 0;
    if (following) toEnd();
  }

  // Jumping to a place
  document.addEventListener("click", (e) => {
    const b = e.target.closest("[data-jump]");
    if (!b) return;
    const seg = document.getElementById("seg-" + b.dataset.jump);
    if (!seg) return;
    following = false;
    follow.hidden = false;
    for (const s of document.querySelectorAll(".seg-here")) s.classList.remove("seg-here");
    seg.classList.add("seg-here");
    seg.scrollIntoView({ block: "center" });
    seg.focus({ preventScroll: true });
  });

  // Playing
  const player = $("[data-player]");
  if (player) {
    const base = player.dataset.base, state = $("[data-state]"), toggle = $("[data-toggle]"), clock = $("[data-clock]"), bar = $("[data-bar]");
    const s = { playing: player.hasAttribute("data-playing"), at: +player.dataset.at, length: +player.dataset.length, speed: +player.dataset.speed, since: performance.now(), run: +player.dataset.run };
    const time = (ms) => {
      const sec = Math.floor(ms / 1000), two = (n) => String(n).padStart(2, "0");
      return sec >= 3600 ? Math.floor(sec / 3600) + ":" + two(Math.floor(sec / 60) % 60) + ":" + two(sec % 60) : Math.floor(sec / 60) + ":" + two(sec % 60);
    };
    const tick = () => {
      const at = Math.min(s.length, s.playing ? s.at + (performance.now() - s.since) * s.speed : s.at);
      clock.textContent = time(at);
      bar.value = at;
    };
    setInterval(tick, 250);
    for (const form of player.querySelectorAll("form")) {
      form.addEventListener("submit", async (e) => {
        e.preventDefault();
        const body = new URLSearchParams(new FormData(form, e.submitter));
        const r = await fetch(base + "/play", { method: "POST", headers: { Accept: "application/json" }, body }).catch(() => null);
        if (!r?.ok) say("That did not reach the server.");
      });
      form.addEventListener("change", () => form.requestSubmit());
    }
    const source = new EventSource(base + "/events?after=" + player.dataset.seq);
    source.addEventListener("segments", (e) => {
      hear(JSON.parse(e.data));
      soon();
    });
    source.addEventListener("over", (e) => {
      segs.replaceChildren();
      now.replaceChildren();
      none.hidden = false;
      soon();
    });
    source.addEventListener("state", (e) => {
      const d = JSON.parse(e.data);
      Object.assign(s, { playing: d.playing, at: d.at_ms, length: d.length_ms, speed: d.speed, run: d.run, since: performance.now() });
      const said = d.playing ? "Playing" : d.ended ? "Ended" : "Paused";
      if (state.textContent !== said) state.textContent = said;
      toggle.textContent = d.playing ? "Pause" : "Play";
      toggle.value = d.playing ? "pause" : "play";
      toggle.disabled = d.ended;
      const record = $("[data-record-it]");
      if (record) record.disabled = !d.ended;
      for (const r of player.querySelectorAll("[name=speed]")) r.checked = +r.value === d.speed;
      tick();
    });
    source.addEventListener("notes", soon);
    source.addEventListener("reset", () => location.reload());
    addEventListener("pagehide", () => source.close());

    // The notes beside it, asked for now and then while people speak.
    const notes = $("[data-notes]");
    let waiting = 0, last = 0;
    async function refresh() {
      waiting = 0;
      last = performance.now();
      const r = await fetch(base + "/notes", { headers: { "Workbench-Refresh": "1" } }).catch(() => null);
      if (!r?.ok) return;
      const t = document.createElement("template");
      t.innerHTML = await r.text();
      const focused = notes.contains(document.activeElement) ? document.activeElement.dataset.jump : "";
      if (notes.innerHTML === t.innerHTML) return;
      notes.replaceChildren(t.content);
      if (focused) notes.querySelector('[data-jump="' + CSS.escape(focused) + '"]')?.focus({ preventScroll: true });
    }
    function soon() {
      if (!waiting && notes) waiting = setTimeout(refresh, Math.max(400, 1200 - (performance.now() - last)) + Math.random() * 400);
    }
  }

  // My notes: kept in this browser until the server has them.
  const pad = $("[data-pad]");
  if (!pad) return;
  const areas = [...pad.querySelectorAll("[data-question]")], status = pad.querySelector("[data-pad-status]"), key = pad.dataset.key;
  const values = () => Object.fromEntries(areas.map((a) => [a.dataset.question, a.value]));
  let version = +pad.dataset.version, base = values(), busy = false, timer = 0;
  const same = (a, b) => areas.every(({ dataset: { question: q } }) => (a[q] ?? "") === (b[q] ?? ""));
  const put = (v) => { for (const a of areas) if (a.value !== (v[a.dataset.question] ?? "")) a.value = v[a.dataset.question] ?? ""; };
  const remember = () => { try { localStorage.setItem(key, JSON.stringify({ base, mine: values() })); } catch { /* kept on the page only */ } };
  const forget = () => { try { localStorage.removeItem(key); } catch { /* forbidden */ } };
  // Both windows' words stay: what only one changed is taken, and where both did,
  // theirs stands above mine.
  function meet(theirs) {
    const mine = values(), out = {};
    for (const a of areas) {
      const q = a.dataset.question, [b, m, t] = [base[q] ?? "", mine[q] ?? "", theirs[q] ?? ""];
      out[q] = m === b || m === t ? t : t === b || t === "" ? m : t + "\n\n" + m;
    }
    base = theirs;
    put(out);
  }
  async function save() {
    clearTimeout(timer);
    if (busy) { timer = setTimeout(save, 400); return false; }
    busy = true;
    try {
      for (let i = 0; i < 5; i++) {
        const sent = values();
        if (same(sent, base)) { forget(); return true; }
        status.textContent = "Saving…";
        const r = await fetch(pad.dataset.pad, { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" }, body: JSON.stringify({ version, notes: sent }) }).catch(() => null);
        const body = await r?.json().catch(() => null);
        if (r?.ok && body) {
          base = sent;
          version = body.version;
          status.textContent = "Saved at " + body.saved_at + ".";
          continue;
        }
        if (r?.status === 409 && body?.notes) {
          version = body.version;
          meet(body.notes);
          say("Another window had saved. Its notes and yours are both here.");
          continue;
        }
        status.textContent = "Not saved. Your notes are kept in this browser.";
        timer = setTimeout(save, 10000);
        return false;
      }
      return false;
    } finally {
      busy = false;
    }
  }
  pad.addEventListener("input", () => {
    remember();
    status.textContent = "Not saved yet.";
    clearTimeout(timer);
    timer = setTimeout(save, 1200);
  });
  try {
    const old = JSON.parse(localStorage.getItem(key) ?? "null");
    if (old?.mine && !same(old.mine, base)) {
      const theirs = base;
      base = old.base ?? {};
      put(old.mine);
      meet(theirs);
      status.textContent = "Brought back what was typed here and not saved.";
      timer = setTimeout(save, 300);
    }
  } catch { /* nothing kept */ }
  const form = pad.querySelector("[data-pad-form]");
  form?.addEventListener("submit", async (e) => {
    if (same(values(), base)) return;
    e.preventDefault();
    if (await save()) form.submit();
  });
})();
