// send gets JSON, or posts it, and never throws: {ok, status, body, message, again}.
// again says that trying later may help.
export async function send(url, value) {
  let response;
  try {
    response = await fetch(url, value === undefined
      ? { headers: { Accept: "application/json" } }
      : { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" }, body: JSON.stringify(value) });
  } catch {
    return { ok: false, status: 0, message: "there is no connection.", again: true };
  }
  let body = null;
  try {
    body = await response.json();
  } catch {
    // an answer of something between here and the server
  }
  const ok = response.ok && body !== null;
  const message = ok ? "" : response.status === 401 || response.status === 403 || response.status === 404
    ? "you may not do this, or you are signed out."
    : response.status === 413 ? "it is too long." : body?.message ?? "the server could not do it.";
  return { ok, status: response.status, body, message, again: response.status >= 500 };
}
