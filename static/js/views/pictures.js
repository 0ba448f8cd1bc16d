/** A picture of the other one, or of their screen, into a file; and being told that one was taken of oneself. */

import { safeName } from "../files/file-name.js";
import { Pictures } from "../together/pictures.js";
import { byId } from "./dom.js";
import { mark, menuItem, save, stamp, tell } from "./together-parts.js";
import { pictures as words } from "./words-together.js";

/** @typedef {import("../together/pictures.js").Subject} Subject */

/** It stays for so long after its person could see it. */
const SEEN_MS = 12_000;

/**
 * @param {import("../together/company.js").Company} company
 * @param {{name: () => string, ready: (about: string) => boolean}} call
 */
export function mountPictures(company, { name, ready }) {
  const notice = mark("picture-taken", "camera", null);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const hide = () => notice.show(null);
  /** Not before it can have been seen. */
  function hideLater() {
    clearTimeout(timer);
    if (document.visibilityState === "visible") timer = setTimeout(hide, SEEN_MS);
  }
  document.addEventListener("visibilitychange", hideLater);
  company.onover(hide);

  const pictures = new Pictures(company, (of) => {
    notice.show(words.taken[of](name()));
    hideLater();
  });
  const rename = menuItem("menu-picture", "camera", () => void take());

  async function take() {
    if (!ready("picture")) return;
    const shown = subject();
    if (!shown) return tell(words.nothing(name()));
    if (!(await pictures.tell(shown.of))) return tell(words.untold(name()));
    const file = await still(shown.video, shown.of);
    if (!file) return tell(words.gone);
    const fileName = safeName(`${name()} ${stamp(new Date())}.${file.type === "image/png" ? "png" : "jpg"}`);
    save(file, fileName);
    tell(words.saved(fileName, name()));
  }
  return { render: () => rename(words.take(name())) };
}

/** What is large on the stage, or else what there is of them. @returns {{video: HTMLVideoElement, of: Subject} | null} */
function subject() {
  const { dataset } = byId("call");
  const screen = dataset.screen === "there";
  const face = dataset.picture === "there";
  const swapped = byId("call").hasAttribute("data-swapped");
  if (screen && !(swapped && face))
    return { video: /** @type {HTMLVideoElement} */ (byId("screen")), of: "screen" };
  return face ? { video: /** @type {HTMLVideoElement} */ (byId("remote")), of: "camera" } : null;
}

/** As large as it came; a screen without loss, for its letters. @param {HTMLVideoElement} video @param {Subject} of @returns {Promise<Blob | null>} */
async function still(video, of) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: video.videoWidth, height: video.videoHeight });
  const context = canvas.getContext("2d");
  if (!context || canvas.width === 0) return null;
  context.drawImage(video, 0, 0);
  return new Promise((done) => canvas.toBlob(done, of === "screen" ? "image/png" : "image/jpeg", 0.92));
}
