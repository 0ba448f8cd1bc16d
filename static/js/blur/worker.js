/**
 * Blurs what is not a person in the pictures of a camera, away from the page: an own thread, and an own content
 * security policy, which alone allows WebAssembly (videocall/middleware.py). A classic worker: import maps do not
 * reach workers, so it imports nothing by itself, and the page names every address.
 *
 * It fails closed. As long as it is not known what in a picture is a person, all of it is blurred.
 *
 * @typedef {{address: string, width: number, height: number}} Model what it takes, in pixels
 * @typedef {{script: string, start: string, wasm: string}} Library addresses
 * @typedef {{type: "start", library: Library, model: Model, readable?: ReadableStream<VideoFrame>, writable?: WritableStream<VideoFrame>}} Start
 * @typedef {{type: "frame", bitmap: ImageBitmap} | {type: "ease", every: number, lines: number} | {type: "stop"}} Later
 */

const scope = /** @type {DedicatedWorkerGlobalScope & {Module?: object, litert: any}} */ (
  /** @type {any} */ (self)
);

/** So many pixels are left of the longer side: neither a face nor a title can be read from that. */
const LEFT = 48;
/** Below the first it is background, above the second it is a person, between them their edge. */
const EDGE = [0.35, 0.75];
/** How much of the mask before stays: an edge does not flicker. */
const LAG = 0.35;
/** Where the page itself shows the picture: so many milliseconds from one to the next, at least. */
const FRAME_MS = 33;

/** @param {number} width @param {number} height */
function surface(width, height, often = false) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: often });
  if (!context) throw new Error("blur: no canvas to be had");
  context.imageSmoothingQuality = "high";
  return { canvas, context, width, height };
}

/** Finds the person in a picture. */
class Silhouette {
  #model;
  #shape;
  #small;
  /** Transparent but for the person of the last look, in the model's size. */
  mask;
  #input;
  /** @type {ImageData} */
  #pixels;

  /** @param {any} model compiled @param {{width: number, height: number}} size */
  constructor(model, { width, height }) {
    this.#model = model;
    this.#shape = [1, height, width, 3];
    this.#small = surface(width, height, true);
    this.mask = surface(width, height);
    this.#input = new Float32Array(width * height * 3);
    this.#pixels = new ImageData(width, height);
  }

  /** @param {CanvasImageSource} picture */
  async look(picture) {
    const { context, width, height } = this.#small;
    context.drawImage(picture, 0, 0, width, height);
    const { data } = context.getImageData(0, 0, width, height);
    for (let from = 0, to = 0; from < data.length; from += 4) {
      this.#input[to++] = data[from] / 255;
      this.#input[to++] = data[from + 1] / 255;
      this.#input[to++] = data[from + 2] / 255;
    }
    const input = new scope.litert.Tensor(this.#input, this.#shape);
    const outputs = await this.#model.run(input);
    this.#draw(outputs[0].toTypedArray());
    for (const tensor of [input, ...outputs]) tensor.delete();
  }

  /** @param {Float32Array} sure that it is a person, 0 to 1, a number a pixel */
  #draw(sure) {
    const { data } = this.#pixels;
    for (let at = 0; at < sure.length; at++) {
      const alpha = 255 * Math.min(1, Math.max(0, (sure[at] - EDGE[0]) / (EDGE[1] - EDGE[0])));
      data[4 * at + 3] = LAG * data[4 * at + 3] + (1 - LAG) * alpha;
    }
    this.mask.context.putImageData(this.#pixels, 0, 0);
  }
}

/** Puts the person before the blurred rest. */
class Composer {
  /** @type {Silhouette | null} what is not known is blurred */
  silhouette = null;
  /** A look at every so many pictures, and so many lines at most. */
  every = 1;
  lines = Number.POSITIVE_INFINITY;
  #count = 0;
  #out = surface(2, 2);
  #tiny = surface(2, 2);
  #soft = surface(2, 2);

  /** @param {CanvasImageSource} picture @param {number} width @param {number} height @returns {Promise<OffscreenCanvas>} */
  async compose(picture, width, height) {
    this.#fit(width, height);
    if (this.silhouette && this.#count++ % this.every === 0) await this.#look(this.silhouette, picture);
    this.#blur(picture);
    const { context, canvas } = this.#out;
    context.globalCompositeOperation = "copy";
    if (this.silhouette) {
      context.drawImage(this.silhouette.mask.canvas, 0, 0, canvas.width, canvas.height);
      context.globalCompositeOperation = "source-in";
      context.drawImage(picture, 0, 0, canvas.width, canvas.height);
      context.globalCompositeOperation = "destination-over";
    }
    context.drawImage(this.#soft.canvas, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  /** @param {Silhouette} silhouette @param {CanvasImageSource} picture */
  async #look(silhouette, picture) {
    try {
      await silhouette.look(picture);
    } catch (error) {
      this.silhouette = null;
      failed(error);
    }
  }

  /** @param {CanvasImageSource} picture */
  #blur(picture) {
    const [soft, tiny] = [this.#soft, this.#tiny];
    soft.context.filter = "none";
    soft.context.drawImage(picture, 0, 0, soft.width, soft.height);
    tiny.context.drawImage(soft.canvas, 0, 0, tiny.width, tiny.height);
    soft.context.filter = "blur(5px)"; // takes the squares away; where a browser has no filters they stay
    soft.context.drawImage(tiny.canvas, 0, 0, soft.width, soft.height);
  }

  /** @param {number} width @param {number} height */
  #fit(width, height) {
    const by = Math.min(1, this.lines / height);
    const [wide, high] = [even(width * by), even(height * by)];
    if (this.#out.width === wide && this.#out.height === high) return;
    const part = (/** @type {number} */ longest) => longest / Math.max(wide, high);
    this.#out = surface(wide, high);
    this.#tiny = surface(even(wide * part(LEFT)), even(high * part(LEFT)));
    this.#soft = surface(even(wide * part(5 * LEFT)), even(high * part(5 * LEFT)));
  }
}

/** Encoders want even sizes. @param {number} size */
const even = (size) => Math.max(2, 2 * Math.round(size / 2));
const composer = new Composer();
let [over, streaming] = [false, false];
/** Since the page was told last: pictures, and milliseconds for them. */
let [pictures, spent, told] = [0, 0, 0];

/** @param {CanvasImageSource} picture @param {number} width @param {number} height */
async function timed(picture, width, height) {
  const began = performance.now();
  const canvas = await composer.compose(picture, width, height);
  const now = performance.now();
  pictures += 1;
  spent += now - began;
  if (now - told >= 1_000) {
    scope.postMessage({ type: "pace", ms: spent / pictures, knows: composer.silhouette !== null });
    [pictures, spent, told] = [0, 0, now];
  }
  return canvas;
}

/** One at a time, and each is closed: what waits in a queue when all is over would be left to the collector. @param {ReadableStream<VideoFrame>} readable @param {WritableStream<VideoFrame>} writable */
async function stream(readable, writable) {
  const [reader, writer] = [readable.getReader(), writable.getWriter()];
  while (!over) {
    const { value: frame } = await reader.read();
    if (!frame) break;
    try {
      const canvas = await timed(frame, frame.displayWidth, frame.displayHeight);
      const made = new VideoFrame(canvas, { timestamp: frame.timestamp });
      await writer.write(made).catch(() => made.close()); // nobody takes it any more
    } finally {
      frame.close();
    }
  }
  await reader.cancel();
  scope.close();
}

/** @param {ImageBitmap} bitmap */
async function single(bitmap) {
  const began = performance.now();
  const canvas = await timed(bitmap, bitmap.width, bitmap.height);
  bitmap.close();
  const picture = canvas.transferToImageBitmap();
  scope.postMessage({ type: "picture", picture }, [picture]);
  setTimeout(() => scope.postMessage({ type: "next" }), FRAME_MS - (performance.now() - began));
}

/** @param {Library} library */
async function load({ script, start, wasm }) {
  const unpacked = (await fetched(wasm)).pipeThrough(new DecompressionStream("gzip"));
  const wasmBinary = new Uint8Array(await new Response(unpacked).arrayBuffer());
  scope.importScripts(script);
  quiet();
  scope.Module = { wasmBinary, print() {}, printErr() {} };
  await scope.litert.loadLiteRt(start);
}

/** @param {Model} model */
async function silhouette({ address, ...size }) {
  const bytes = new Uint8Array(await new Response(await fetched(address)).arrayBuffer());
  return new Silhouette(await scope.litert.loadAndCompile(bytes, { accelerator: "wasm" }), size);
}

/** @param {string} address @returns {Promise<ReadableStream<Uint8Array<ArrayBuffer>>>} */
async function fetched(address) {
  const { ok, body, status } = await fetch(address);
  if (!ok || !body) throw new Error(`blur: ${status} for what it needs`);
  return body;
}

/** The library tells the console how it starts, as errors. */
function quiet() {
  for (const level of /** @type {const} */ (["log", "info", "warn", "error"])) console[level] = () => {};
}

/** @param {unknown} error */
const failed = (error) => scope.postMessage({ type: "failed", reason: String(error) });

/** The camera is gone. */
function stop() {
  over = true;
  if (!streaming) scope.close();
}

/** @param {Start} start */
async function begin({ library, model, readable, writable }) {
  streaming = Boolean(readable && writable);
  if (readable && writable) stream(readable, writable).catch(failed);
  else scope.postMessage({ type: "next" });
  try {
    await load(library);
    composer.silhouette = await silhouette(model);
    scope.postMessage({ type: "ready" });
  } catch (error) {
    failed(error);
  }
}

scope.onmessage = (/** @type {MessageEvent<Start | Later>} */ { data }) => {
  if (data.type === "start") void begin(data);
  if (data.type === "frame") single(data.bitmap).catch(failed);
  if (data.type === "stop") stop();
  if (data.type === "ease") [composer.every, composer.lines] = [data.every, data.lines];
};
