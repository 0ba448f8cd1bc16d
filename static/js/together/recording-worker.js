/**
 * Beside the page: a clock that goes on when the tab is in the background, where a page's own timers are slowed to one a
 * second; and a file in the browser's own file system (File System, WHATWG), written in place, so that it is there
 * after the page was loaded again. It imports nothing: import maps do not reach workers.
 */

/**
 * @typedef {{do: "tick", ms: number} | {do: "open", name: string} | {do: "write", bytes: ArrayBuffer}
 *   | {do: "close"} | {do: "left"} | {do: "remove", name: string}} Order
 * @typedef {{n: number, order: Order}} Letter
 */

const FOLDER = "recordings";
const desk = /** @type {DedicatedWorkerGlobalScope} */ (/** @type {unknown} */ (self));

/** @type {FileSystemSyncAccessHandle | null} */
let file = null;
let at = 0;

desk.onmessage = async ({ data }) => {
  const { n, order } = /** @type {Letter} */ (data);
  try {
    desk.postMessage({ n, result: await obey(order) });
  } catch (error) {
    desk.postMessage({ n, error: error instanceof Error ? error.name : "Error" });
  }
};

/** @param {Order} order @returns {Promise<unknown>} */
async function obey(order) {
  if (order.do === "tick") return setInterval(() => desk.postMessage({ tick: true }), order.ms);
  if (order.do === "open") return open(order.name);
  if (order.do === "write") return write(order.bytes);
  if (order.do === "left") return left();
  if (order.do === "remove") return (await folder()).removeEntry(order.name);
  file?.close();
  file = null;
  return undefined;
}

async function folder() {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(FOLDER, { create: true });
}

/** @param {string} name */
async function open(name) {
  const handle = await (await folder()).getFileHandle(name, { create: true });
  file = await handle.createSyncAccessHandle();
  at = 0;
}

/** @param {ArrayBuffer} bytes */
function write(bytes) {
  if (!file) throw new Error("no file");
  if (file.write(bytes, { at }) < bytes.byteLength) throw new Error("disk full");
  at += bytes.byteLength;
  file.flush();
}

/** Names of what was recorded, and is not being recorded just now by another page. */
async function left() {
  const names = [];
  for await (const [name, handle] of (await folder()).entries()) {
    if (!(handle instanceof FileSystemFileHandle) || (await isOpen(handle))) continue;
    names.push(name);
  }
  return names;
}

/** @param {FileSystemFileHandle} handle */
async function isOpen(handle) {
  try {
    (await handle.createSyncAccessHandle()).close();
    return false;
  } catch {
    return true; // only one may have it open
  }
}
