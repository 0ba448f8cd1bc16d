/**
 * The service worker: keeps the shell (hashed static files, one page for when the site cannot be reached), and shows
 * who rings while no page is in view. Served at the root by videocall/install.py, which puts SHELL before it.
 *
 * Nothing personal is kept: no page but the offline one, which is fetched without cookies; nothing of /accounts/,
 * /admin/ or /ws/ even passes through here. It imports nothing: import maps do not reach workers.
 */

/** @typedef {{version: string, statics: string, files: string[], offline: string, home: string}} Shell */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
/** @type {Shell} */
// @ts-expect-error: the server writes it before this file
const shell = SHELL;
const PREFIX = "shell ";
const KEPT = `${PREFIX}${shell.version}`;
const HASHED = /\.[0-9a-f]{8}\.\w+$/;
const LEFT_ALONE = /^\/(accounts|admin|ws)\//;

worker.addEventListener("install", (event) => event.waitUntil(fill()));
worker.addEventListener("activate", (event) => event.waitUntil(takeOver()));

async function fill() {
  const cache = await caches.open(KEPT);
  const files = shell.files.map((url) => new Request(url, { credentials: "omit" }));
  // The page in the browser's language, and nobody's: without cookies, past the browser's own cache.
  const page = new Request(shell.offline, { credentials: "omit", cache: "no-store" });
  await cache.addAll([...files, page]);
}

async function takeOver() {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(PREFIX) && name !== KEPT).map((name) => caches.delete(name)),
  );
  await worker.clients.claim();
}

// ---- what pages ask for ---------------------------------------------------------------------------

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== worker.location.origin || LEFT_ALONE.test(pathname)) return;
  // A page that a worker fetched counts as one of the network where the worker came from: after moving to another one
  // Chromium lets it open no socket (Local Network Access). So it is asked for here only where the browser thinks that
  // it is offline: it may be mistaken, as with some VPNs.
  if (request.mode === "navigate") {
    if (!worker.navigator.onLine) event.respondWith(fetch(request).catch(offlinePage));
  } else if (pathname.startsWith(shell.statics) && HASHED.test(pathname) && !request.headers.has("Range"))
    event.respondWith(fileOf(request));
});

/** The page that says that there is no connection. */
async function offlinePage() {
  return (await caches.match(shell.offline)) ?? Response.error();
}

/** A hashed file never changes: the kept one, else the server's, which is kept. @param {Request} request */
async function fileOf(request) {
  const cache = await caches.open(KEPT);
  const kept = await cache.match(request.url, { ignoreVary: true });
  if (kept) return kept;
  const response = await fetch(request);
  if (response.status === 200 && response.type === "basic") await keep(cache, request.url, response.clone());
  return response;
}

/** @param {Cache} cache @param {string} url @param {Response} response */
async function keep(cache, url, response) {
  try {
    await cache.put(url, response);
  } catch {
    // The disk is full: the page gets its file all the same.
  }
}

// ---- what pages tell ------------------------------------------------------------------------------

/** One after the other, so that what is closed right after it was shown is closed. @type {Promise<unknown>} */
let work = Promise.resolve();

worker.addEventListener("message", (event) => {
  const { data, source } = event;
  if (data?.type === "activate") event.waitUntil(worker.skipWaiting());
  if (data?.type === "ring") event.waitUntil(inTurn(() => show(data, /** @type {Client | null} */ (source))));
  if (data?.type === "ring over") event.waitUntil(inTurn(() => close(data.tag)));
});

/** @param {() => Promise<unknown>} task */
function inTurn(task) {
  work = work.then(task, task);
  return work;
}

/** @param {{title: string, options: NotificationOptions & {data: object}}} ring @param {Client | null} page who rings */
function show({ title, options }, page) {
  const data = { ...options.data, page: page?.id };
  return worker.registration.showNotification(title, { ...options, data });
}

/** @param {string} tag */
async function close(tag) {
  for (const one of await worker.registration.getNotifications({ tag })) one.close();
}

// ---- what the person presses ----------------------------------------------------------------------

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(answer(event.action, event.notification.data ?? {}));
});

/** The page that rings hears of it; to accept or to look, it comes to the front. @param {string} action @param {{call?: string, page?: string}} ring */
async function answer(action, { call, page }) {
  const chosen = await ringing(page);
  if (action !== "decline") await bringUp(chosen);
  chosen?.postMessage({ type: "ring answered", action, call });
}

/** The page that showed it, else another one of the live pages. @param {string | undefined} id */
async function ringing(id) {
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  return pages.find((page) => page.id === id) ?? pages.find(isLive) ?? null;
}

/** @param {WindowClient} page */
function isLive({ url }) {
  const { pathname } = new URL(url);
  return pathname === shell.home || pathname.startsWith(`${shell.home}calls/`);
}

/** @param {WindowClient | null} page */
async function bringUp(page) {
  try {
    await (page ? page.focus() : worker.clients.openWindow(shell.home));
  } catch {
    // The system refused: the page rings, where it is.
  }
}
