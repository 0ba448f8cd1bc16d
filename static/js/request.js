/**
 * One request for JSON, with every way it can fail told apart. No DOM.
 */

/** @typedef {{ok: boolean, body: any, message: string, failure: null | "refused" | "signed_out" | "offline" | "server"}} Reply */

/**
 * `message` is the server's own sentence, empty where it gave none. A `body` makes it a POST.
 * @param {string} url
 * @param {{body?: object, csrf?: string}} [options]
 * @returns {Promise<Reply>}
 */
export async function requestJson(url, { body, csrf } = {}) {
  let response;
  try {
    response = await fetch(url, requestInit(body, csrf));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return failed("offline"); // fetch rejects with TypeError when the network fails (Fetch standard, 5.6)
  }
  const signedOut = response.redirected || response.status === 401;
  if (signedOut) return failed("signed_out");
  const answer = await bodyOf(response);
  if (answer === null) return failed(response.status === 403 ? "signed_out" : "server");
  if (!response.ok) return { ok: false, body: answer, message: answer.error ?? "", failure: "refused" };
  return { ok: true, body: answer, message: answer.message ?? "", failure: null };
}

/** @param {object | undefined} body @param {string | undefined} csrf @returns {RequestInit} */
function requestInit(body, csrf) {
  const headers = { Accept: "application/json" };
  if (body === undefined) return { headers };
  const sent = { ...headers, "Content-Type": "application/json", "X-CSRFToken": csrf ?? "" };
  return { method: "POST", headers: sent, body: JSON.stringify(body) };
}

/** @param {Response} response @returns {Promise<any>} null where the answer is no JSON */
async function bodyOf(response) {
  if (!response.headers.get("Content-Type")?.startsWith("application/json")) return null;
  return response.json();
}

/** @param {"signed_out" | "offline" | "server"} failure @returns {Reply} */
function failed(failure) {
  return { ok: false, body: null, message: "", failure };
}
