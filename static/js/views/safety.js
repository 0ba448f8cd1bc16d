/** The way to the safety code: in *More options*, while a call goes on. */

import { byId, onPress } from "./dom.js";
import { load } from "./load.js";

/** @param {import("../call.js").Call} call */
export function mountSafety(call) {
  onPress(byId("menu-safety"), () => {
    byId("call-menu").hidePopover();
    void load(
      () => import("./safety-panel.js"),
      ({ openSafety }) => openSafety(call),
    );
  });
  return { render() {} };
}
