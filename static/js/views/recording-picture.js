/** What a recording shows: what is large in the call, whole, and the other pictures small in its corner; names where there is no picture. */

const [WIDE, HIGH] = [1280, 720];
/**
 * What is drawn and encoded beside the call: parts of that size, and frames a second. On few cores less, or the picture
 * would fall behind the sound.
 */
const MANY_CORES = { scale: 1, rate: 25 };
const FEW_CORES = { scale: 0.75, rate: 15 };
const [SMALL, SMALL_HIGH, GAP] = [240, 135, 16];

/**
 * @typedef {{name: string, stream: MediaStream | null}} Source `stream`: null where there is no picture of it just now
 * @typedef {{main: Source, small: Source[]}} Scene
 */

/** @param {() => Scene} scene asked for every frame */
export function recordingPicture(scene) {
  const { scale, rate } = navigator.hardwareConcurrency > 4 ? MANY_CORES : FEW_CORES;
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: WIDE * scale, height: HIGH * scale });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { alpha: false }));
  context.scale(scale, scale);
  /** Elements of its own: those of the page may be let go of. @type {Map<MediaStream, HTMLVideoElement>} */
  const videos = new Map();

  /** @param {Source} source */
  function playing({ stream }) {
    if (!stream) return null;
    const video = videos.get(stream) ?? play(stream);
    videos.set(stream, video);
    return video.readyState >= 2 && video.videoWidth > 0 ? video : null;
  }

  function draw() {
    const { main, small } = scene();
    context.fillStyle = "#0b0f10";
    context.fillRect(0, 0, WIDE, HIGH);
    const large = playing(main);
    if (large) fit(context, large);
    else write(context, main.name);
    let place = 0;
    for (const video of small.map(playing)) if (video) corner(context, video, place++);
    for (const [stream, video] of videos) {
      if ([main, ...small].some((one) => one.stream === stream)) continue;
      video.srcObject = null;
      videos.delete(stream);
    }
  }

  return {
    canvas,
    rate,
    draw,
    close() {
      for (const video of videos.values()) video.srcObject = null;
      videos.clear();
    },
  };
}

/** @param {MediaStream} stream */
function play(stream) {
  const video = document.createElement("video");
  Object.assign(video, { muted: true, playsInline: true, srcObject: stream });
  video.play().catch(() => {}); // another load takes over, which plays by itself
  return video;
}

/** All of it. @param {CanvasRenderingContext2D} context @param {HTMLVideoElement} video */
function fit(context, video) {
  const scale = Math.min(WIDE / video.videoWidth, HIGH / video.videoHeight);
  const [wide, high] = [video.videoWidth * scale, video.videoHeight * scale];
  context.drawImage(video, (WIDE - wide) / 2, (HIGH - high) / 2, wide, high);
}

/** Cut to fill its corner. @param {CanvasRenderingContext2D} context @param {HTMLVideoElement} video @param {number} place from the bottom up */
function corner(context, video, place) {
  const scale = Math.max(SMALL / video.videoWidth, SMALL_HIGH / video.videoHeight);
  const [wide, high] = [SMALL / scale, SMALL_HIGH / scale];
  const [left, top] = [(video.videoWidth - wide) / 2, (video.videoHeight - high) / 2];
  const y = HIGH - (SMALL_HIGH + GAP) * (place + 1);
  context.drawImage(video, left, top, wide, high, WIDE - SMALL - GAP, y, SMALL, SMALL_HIGH);
}

/** @param {CanvasRenderingContext2D} context @param {string} name */
function write(context, name) {
  context.fillStyle = "#edf2f2";
  context.font = "600 44px system-ui, sans-serif";
  context.textAlign = "center";
  context.fillText(name, WIDE / 2, HIGH / 2, WIDE - 80);
}
