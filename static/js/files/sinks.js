/**
 * Where a file goes that comes in: straight to the disk where the browser lets one choose the place (File System
 * Access), else into the browser's own keeping (Blobs, which it moves to disk itself), and from there to the person the
 * moment that it is whole, whatever the page shows then.
 */

/** @typedef {import("./incoming.js").Sink} Sink */

/** Small blobs are joined to one of about this size, so that there are few. */
const PART = 8 * 1024 * 1024;

/**
 * Asks its person for a place where the browser can; called from their click (the picker wants one).
 * @param {string} name @param {string} mime @param {(blob: Blob) => void} save for what went into the browser's keeping
 * @returns {Promise<Sink | null>} null where they thought better of it
 */
export async function chooseSink(name, mime, save) {
  const picker = /** @type {any} */ (globalThis).showSaveFilePicker;
  if (!picker) return blobSink(mime, save);
  try {
    const handle = await picker.call(globalThis, { suggestedName: name });
    return diskSink(await handle.createWritable());
  } catch (error) {
    if (/** @type {Error} */ (error).name === "AbortError") return null;
    return blobSink(mime, save); // a name or a place that the browser does not allow
  }
}

/** Nothing is in the chosen file before it is whole: the browser writes beside it. @param {FileSystemWritableFileStream} stream @returns {Sink} */
function diskSink(stream) {
  return {
    write: (bytes) => stream.write(bytes),
    finish: async () => {
      await stream.close();
      return null;
    },
    discard: () => stream.abort(),
  };
}

/** @param {string} mime @param {(blob: Blob) => void} save @returns {Sink} */
function blobSink(mime, save) {
  /** @type {Blob[]} */
  let parts = [];
  /** @type {Uint8Array<ArrayBuffer>[]} */
  let loose = [];
  let size = 0;
  const join = () => {
    parts.push(new Blob(loose));
    loose = [];
    size = 0;
  };
  return {
    write: async (bytes) => {
      loose.push(bytes);
      size += bytes.length;
      if (size >= PART) join();
    },
    finish: async () => {
      join();
      const blob = new Blob(parts, { type: mime }); // only ever saved, never shown
      save(blob);
      return blob;
    },
    discard: async () => {
      parts = [];
    },
  };
}
