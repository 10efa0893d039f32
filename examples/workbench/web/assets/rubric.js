// Lint as you type: notes beside the fields, never in the way.
(() => {
  let timer, running;
  const said = (n) => `${n.blocks ? n.blocks + (n.blocks === 1 ? " thing" : " things") + " to mend" : "Nothing to mend"}, ${n.hints} ${n.hints === 1 ? "hint" : "hints"}.`;
  const item = (note) => {
    const li = document.createElement("li");
    li.className = "finding finding-" + note.severity;
    const mark = document.createElement("span");
    mark.className = "finding-mark";
    mark.setAttribute("aria-hidden", "true");
    const text = document.createElement("span");
    const kind = document.createElement("span");
    kind.className = "visually-hidden";
    kind.textContent = (note.severity === "todo" ? "To do" : note.severity) + ": ";
    text.append(kind);
    if (note.words) {
      const q = document.createElement("q"), b = document.createElement("bdi");
      b.textContent = note.words;
      q.append(b);
      text.append(q, " ");
    }
    text.append(note.message + (note.fix ? " " + note.fix : ""));
    li.append(mark, text);
    return li;
  };
  async function lint() {
    const form = document.querySelector("form[data-lint]");
    if (!form) return;
    running?.abort();
    running = new AbortController();
    const answer = await fetch(form.dataset.lint, { method: "POST", body: new URLSearchParams(new FormData(form)), signal: running.signal });
    if (!answer.ok) return;
    const found = await answer.json();
    for (const list of document.querySelectorAll("[data-place]")) {
      list.replaceChildren(...found.notes.filter((n) => n.place === list.dataset.place).map(item));
    }
    const status = document.querySelector("[data-lint-status]");
    if (status && status.textContent !== said(found)) status.textContent = said(found);
  }
  let unsaved = false;
  function holdAssent() {
    document.querySelector("[data-agree]")?.setAttribute("disabled", "");
    const why = document.getElementById("agree-why");
    if (why) why.textContent = "Save first: people agree to what is saved.";
  }
  document.addEventListener("workbench:replaced", (e) => {
    if (e.target.id === "editor") unsaved = false;
    if (e.target.id === "agreement" && unsaved) holdAssent();
  });
  document.addEventListener("input", (e) => {
    const form = e.target.closest("form[data-lint]");
    if (!form) return;
    unsaved = true;
    form.querySelector("[data-unsaved-text]").textContent = "Not saved yet.";
    holdAssent();
    clearTimeout(timer);
    timer = setTimeout(() => lint().catch(() => {}), 400);
  });
})();
