import { useEffect, useRef, useState } from "react";
import { set } from "./answers.js";
import { Words } from "./words.jsx";

// shown says what a value is, in words.
function shown(field, value) {
  if (field.schema.oneOf) {
    if (value === undefined) return "Nothing chosen";
    return field.schema.oneOf.find((c) => c.const === value)?.title ?? String(value);
  }
  return value ?? "";
}

// Conflict puts both versions of each field that two windows changed side by side.
// Nothing is chosen for the person; text may be kept from both.
export function Conflict({ conflicts, choose, close }) {
  const dialog = useRef(null);
  const [picked, setPicked] = useState({});
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    dialog.current.showModal();
  }, []);
  const done = conflicts.every((_, i) => picked[i]);
  function apply(e) {
    e.preventDefault();
    if (!done) {
      setAsked(true);
      return;
    }
    choose((answers) => conflicts.reduce((a, c, i) => {
      const value = picked[i] === "mine" ? c.mine : picked[i] === "theirs" ? c.theirs : [c.theirs, c.mine].filter(Boolean).join("\n\n");
      return set(a, c.path, value);
    }, answers));
  }
  return (
    <dialog className="dialog dialog-wide conflict" ref={dialog} aria-labelledby="conflict-title" aria-describedby="conflict-about" onClose={close}>
      <form onSubmit={apply} noValidate>
        <h2 id="conflict-title">Two versions of this scorecard</h2>
        <p id="conflict-about">Another window saved these fields while you changed them here. Choose for each what stays. Closing this keeps your text as it is.</p>
        {conflicts.map((c, i) => (
          <fieldset className="conflict-field" key={i}>
            <legend><Words text={c.title} /></legend>
            <div className="conflict-sides">
              {[["mine", "This window", c.mine], ["theirs", "The other window, saved", c.theirs]].map(([side, label, value]) => (
                <label className="conflict-side" key={side}>
                  <span className="conflict-pick">
                    <input type="radio" name={"conflict-" + i} value={side} checked={picked[i] === side} onChange={() => setPicked({ ...picked, [i]: side })} /> {label}
                  </span>
                  <span className="conflict-value">{shown(c, value) === "" ? <em>Empty</em> : <Words text={shown(c, value)} />}</span>
                </label>
              ))}
            </div>
            {!c.schema.oneOf && (
              <label className="conflict-both">
                <input type="radio" name={"conflict-" + i} value="both" checked={picked[i] === "both"} onChange={() => setPicked({ ...picked, [i]: "both" })} /> Keep both texts, one below the other
              </label>
            )}
          </fieldset>
        ))}
        <p role="status" className="field-errors">{asked && !done ? "Choose one version for each field." : ""}</p>
        <div className="actions">
          <button type="submit" className="button button-primary">Keep what I chose</button>
          <button type="button" className="button" onClick={() => dialog.current.close()}>Not now</button>
        </div>
      </form>
    </dialog>
  );
}
