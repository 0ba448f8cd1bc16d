/**
 * What the server gives a page, in its json_script element.
 *
 * @typedef {{
 *   csrf: string,
 *   user: import("./protocol.js").Person,
 *   site_name: string,
 *   socket_path: string,
 *   urls: Record<string, string> & {home: string},
 *   people: any,
 *   history: any,
 *   call: string | null,
 *   ring_seconds: number,
 *   echo: string,
 * }} LiveConfig
 * @typedef {Pick<LiveConfig, "csrf" | "user" | "socket_path" | "urls">} Config every signed-in page's
 */

/** @template {Config} T @param {string | null} text @returns {T} */
function read(text) {
  const config = JSON.parse(text ?? "null");
  if (typeof config?.socket_path !== "string" || typeof config.urls?.home !== "string")
    throw new Error("The page has no configuration.");
  return config;
}

/** @param {string | null} text the live page's @returns {LiveConfig} */
export function readLiveConfig(text) {
  return read(text);
}

/** @param {string | null} text any other signed-in page's @returns {Config} */
export function readConfig(text) {
  return read(text);
}
