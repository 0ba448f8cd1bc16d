/** Whether the browser may show notifications; asked for only at a press. */

/** @typedef {import("./readiness.js").Permission} Permission */

const KEPT = "videocall.enable-calls";

/** Shown through the service worker: without one there are none. @param {boolean} worker @returns {Permission} */
export function permission(worker) {
  return worker && typeof Notification !== "undefined" ? Notification.permission : "unsupported";
}

/** How many buttons a notification may have here; many browsers have none. */
export function buttons() {
  return /** @type {{maxActions?: number}} */ (Notification).maxActions ?? 0;
}

/** Only from a press. */
export async function askPermission() {
  if (typeof Notification !== "undefined") await Notification.requestPermission();
}

/** The person changes it in the browser's own settings. @param {() => void} listener */
export async function onpermission(listener) {
  try {
    const status = await navigator.permissions.query({ name: "notifications" });
    status.onchange = listener;
  } catch {
    // The browser does not tell: it is seen when the page is next loaded.
  }
}

/** *Not now*: kept in this browser, where it keeps anything. */
export function isPutOff() {
  try {
    return localStorage.getItem(KEPT) === "later";
  } catch {
    return false; // blocked storage
  }
}

export function keepPutOff() {
  try {
    localStorage.setItem(KEPT, "later");
  } catch {
    // It holds until the page goes.
  }
}
