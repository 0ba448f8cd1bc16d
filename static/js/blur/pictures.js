/**
 * Where a browser gives no streams of a track's pictures, the page shows the camera to a canvas, picture by picture, by
 * way of the worker. The worker asks for each: an own thread is not slowed down in a page that is not seen.
 */

/**
 * @param {MediaStreamTrack} camera @param {Worker} worker
 * @returns {{track: MediaStreamTrack, hear: (message: {type: string, picture?: ImageBitmap}) => void, end: () => void}}
 */
export function picturesOf(camera, worker) {
  const video = Object.assign(document.createElement("video"), { muted: true, playsInline: true });
  video.srcObject = new MediaStream([camera]);
  video.play().catch(() => {}); // over before it began
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  const [track] = canvas.captureStream().getVideoTracks();
  let over = false;

  async function next() {
    if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA)
      await new Promise((seen) => video.addEventListener("loadeddata", seen, { once: true }));
    if (over) return;
    const bitmap = await createImageBitmap(video);
    worker.postMessage({ type: "frame", bitmap }, [bitmap]);
  }

  /** @param {ImageBitmap} picture */
  function draw(picture) {
    if (canvas.width !== picture.width || canvas.height !== picture.height)
      [canvas.width, canvas.height] = [picture.width, picture.height];
    context?.drawImage(picture, 0, 0);
    picture.close();
  }

  return {
    track,
    hear({ type, picture }) {
      if (type === "next") void next();
      if (type === "picture" && picture) draw(picture);
    },
    end() {
      over = true;
      video.srcObject = null;
    },
  };
}
