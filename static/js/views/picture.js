/**
 * One's own picture, chosen: shown before it is sent, and sent small. The form is sent as any other; the server draws the
 * picture anew, whatever comes (accounts/drawing.py).
 */

import { byId, paintAvatar, part, setText, show } from "./dom.js";
import { picture as words } from "./words-profile.js";

/** The server keeps 256 px: twice that leaves it something to choose from. */
const SIDE = 512;

/** @param {import("../protocol.js").Person} user */
export function mountPicture({ username, name }) {
  paintAvatar(part(byId("picture"), "avatar"), { username, name });
  const field = /** @type {HTMLInputElement} */ (byId("picture-file"));
  field.addEventListener("change", () => void chosen(field));
  const file = field.files?.[0];
  if (file) void chosen(field); // the browser kept it through a reload
}

/** @param {HTMLInputElement} field */
async function chosen(field) {
  const canvas = /** @type {HTMLCanvasElement} */ (byId("picture-preview"));
  setText(byId("picture-refused"), "");
  const image = await decoded(field.files?.[0]);
  show(canvas, image !== null);
  if (image) {
    drawMiddle(image, canvas);
    await replace(field, canvas);
    return byId("picture-save").focus();
  }
  if (field.files?.length) setText(byId("picture-refused"), words.noPicture);
  field.value = "";
}

/** Turned as it was taken; null where the browser finds no picture in it. @param {File | undefined} file */
async function decoded(file) {
  if (!file) return null;
  try {
    return await createImageBitmap(file);
  } catch {
    return null;
  }
}

/** @param {ImageBitmap} image @param {HTMLCanvasElement} canvas */
function drawMiddle(image, canvas) {
  const side = Math.min(image.width, image.height);
  const from = /** @type {const} */ ([(image.width - side) / 2, (image.height - side) / 2, side, side]);
  canvas.width = canvas.height = SIDE;
  const context = canvas.getContext("2d");
  if (!context) return;
  context.fillStyle = "white";
  context.fillRect(0, 0, SIDE, SIDE);
  context.drawImage(image, ...from, 0, 0, SIDE, SIDE);
}

/** What is sent is what is shown: some hundred kilobytes instead of a phone's megabytes. @param {HTMLInputElement} field @param {HTMLCanvasElement} canvas */
async function replace(field, canvas) {
  const blob = await new Promise((/** @type {(blob: Blob | null) => void} */ done) =>
    canvas.toBlob(done, "image/jpeg", 0.92),
  );
  if (!blob) return; // then the file goes as it is
  const files = new DataTransfer();
  files.items.add(new File([blob], "picture.jpg", { type: blob.type }));
  field.files = files.files;
}
