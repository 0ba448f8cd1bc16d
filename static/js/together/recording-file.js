/**
 * Where a recording goes while it is made: to disk, piece by piece, in the browser's own file system, which outlives a reload;
 * where there is none (private windows of some browsers) into blobs, which do not.
 */

const WORKER = import.meta.resolve("./recording-worker.js");
const FOLDER = "recordings";

/**
 * @typedef {{do: "tick", ms: number} | {do: "open", name: string} | {do: "write", bytes: ArrayBuffer}
 *   | {do: "close"} | {do: "left"} | {do: "remove", name: string}} Order as recording-worker.js takes them
 */

/** The worker, with answers. */
export class Beside {
  #worker = new Worker(WORKER);
  #n = 0;
  /** @type {Map<number, {resolve: (result: any) => void, reject: (error: Error) => void}>} */
  #open = new Map();
  /** @type {() => void} */
  ontick = () => {};

  constructor() {
    this.#worker.onmessage = ({ data }) => {
      if (data.tick) return this.ontick();
      const waiting = this.#open.get(data.n);
      this.#open.delete(data.n);
      if (data.error) waiting?.reject(new Error(data.error));
      else waiting?.resolve(data.result);
    };
    this.#worker.onerror = () => {
      for (const { reject } of this.#open.values()) reject(new Error("no worker"));
      this.#open.clear();
    };
  }

  /** @param {Order} order @returns {Promise<any>} */
  ask(order) {
    const n = ++this.#n;
    return new Promise((resolve, reject) => {
      this.#open.set(n, { resolve, reject });
      this.#worker.postMessage({ n, order });
    });
  }

  close() {
    this.#worker.terminate();
  }
}

/** @param {string} name @returns {Promise<File>} */
async function stored(name) {
  const root = await navigator.storage.getDirectory();
  const handle = await (await root.getDirectoryHandle(FOLDER)).getFileHandle(name);
  return handle.getFile();
}

/** @typedef {{lasting: boolean, write(piece: Blob): Promise<void>, finish(): Promise<Blob>}} Place `lasting`: over a reload */

/** @param {Beside} beside @param {string} name @param {string} type @returns {Promise<Place>} */
export async function placeFor(beside, name, type) {
  try {
    await beside.ask({ do: "open", name });
  } catch {
    return inBlobs(type);
  }
  return {
    lasting: true,
    write: async (piece) => beside.ask({ do: "write", bytes: await piece.arrayBuffer() }),
    finish: async () => {
      await beside.ask({ do: "close" });
      return stored(name);
    },
  };
}

/** @param {string} type @returns {Place} */
function inBlobs(type) {
  /** @type {Blob[]} */
  const pieces = [];
  return {
    lasting: false,
    write: async (piece) => void pieces.push(piece),
    finish: async () => new Blob(pieces, { type }),
  };
}

/** What a page that was loaded again, or crashed, could not finish. @returns {Promise<string[]>} */
export async function leftovers() {
  if (!navigator.storage?.getDirectory) return [];
  const beside = new Beside();
  const names = await beside.ask({ do: "left" }).catch(() => []);
  beside.close();
  return names;
}

/** @param {string} name @returns {Promise<File | null>} */
export const leftover = (name) => stored(name).catch(() => null);

/** @param {string} name */
export async function forget(name) {
  const beside = new Beside();
  await beside.ask({ do: "remove", name }).catch(() => {}); // it was gone already
  beside.close();
}
