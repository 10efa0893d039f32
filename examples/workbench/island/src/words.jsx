import { createElement } from "react";

// Characters that change how their neighbours are shown, or that nobody sees.
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

// Words shows text of other people: isolated from the text around it, and with
// characters that would move or hide words named in their place.
export function Words({ text, as = "bdi" }) {
  const parts = [];
  let last = 0;
  for (const m of text.matchAll(unseen)) {
    if (m.index > last) parts.push(text.slice(last, m.index));
    const name = "U+" + m[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
    parts.push(<span className="unseen" key={m.index} title="A character that is not shown">{name}</span>);
    last = m.index + m[0].length;
  }
  parts.push(text.slice(last));
  return createElement(as, { dir: as === "bdi" ? undefined : "auto" }, ...parts);
}
