/** The person's own corner: a menu with the sounds' switch. */

import { byId, onPress, paintAvatar, part, setAttribute } from "./dom.js";

/**
 * @param {import("../call.js").Call} call
 * @param {{user: import("../protocol.js").Person}} config
 */
export function mountAccount(call, config) {
  paintAvatar(part(byId("account-button"), "avatar"), config.user);
  const sounds = byId("sounds");
  const paint = () => setAttribute(sounds, "aria-checked", String(call.soundsOn));
  onPress(sounds, () => {
    call.soundsOn = !call.soundsOn;
    paint();
  });
  paint();
}
