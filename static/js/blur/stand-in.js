/**
 * A track that is sent in place of a camera's, and is treated like it: what it is asked about the camera is the
 * camera's answer, stopping it lets go of the camera, and it ends when the camera ends.
 */

/**
 * @param {MediaStreamTrack} made @param {MediaStreamTrack} camera
 * @param {{lines: () => number, end: () => void}} how `lines`: it has so many at most; `end`: it is over, once
 * @returns {MediaStreamTrack} `made`
 */
export function standIn(made, camera, { lines, end }) {
  const { stop } = made;
  let over = false;
  const finish = () => {
    if (over) return;
    over = true;
    camera.removeEventListener("ended", gone);
    end();
    camera.stop();
    stop.call(made);
  };
  const gone = () => {
    finish();
    made.dispatchEvent(new Event("ended")); // a track that is stopped does not say so by itself
  };
  camera.addEventListener("ended", gone);
  return Object.assign(made, {
    stop: finish,
    getSettings: () => shrunk(camera.getSettings(), lines()),
    getCapabilities: () => camera.getCapabilities?.() ?? {},
  });
}

/** @param {MediaTrackSettings} settings @param {number} lines @returns {MediaTrackSettings} */
function shrunk({ width, height, ...others }, lines) {
  if (!width || !height) return others;
  const by = Math.min(1, lines / height);
  return { ...others, width: Math.round(width * by), height: Math.round(height * by) };
}
