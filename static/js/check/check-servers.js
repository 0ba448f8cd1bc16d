/** The servers to check with, asked of the site when somebody presses the button (docs/decisions/0011). */

import { requestJson } from "../request.js";

/**
 * @typedef {{servers: RTCIceServer[], failure: null}
 *   | {servers: null, failure: "offline" | "signed_out" | "server" | "too_often"}} Answer
 */

/** @param {{csrf: string, urls: Record<string, string>}} config @returns {Promise<Answer>} */
export async function checkServers({ csrf, urls }) {
  const { ok, body, failure } = await requestJson(urls.servers ?? "", { body: {}, csrf });
  if (ok) return { servers: body.ice_servers, failure: null };
  return { servers: null, failure: failure === "refused" ? "too_often" : (failure ?? "server") };
}

/** Those that relay. @param {RTCIceServer[]} servers */
export function relaysOf(servers) {
  return servers.filter((server) => urlsOf(server).some((url) => /^turns?:/.test(url)));
}

/** Whether one of them tells a browser its address over udp, as media would go; TURN servers do, too. @param {RTCIceServer[]} servers */
export function tellsOverUdp(servers) {
  return eachAddress(servers).some(({ urls }) => /^(stun|turn):/.test(urls) && !/transport=tcp$/.test(urls));
}

/** One server for each address, so that each can be tried by itself. @param {RTCIceServer[]} servers @returns {(RTCIceServer & {urls: string})[]} */
export function eachAddress(servers) {
  return servers.flatMap((server) => urlsOf(server).map((url) => ({ ...server, urls: url })));
}

/** @param {RTCIceServer} server @returns {string[]} */
function urlsOf({ urls }) {
  return typeof urls === "string" ? [urls] : urls;
}
