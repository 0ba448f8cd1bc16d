/**
 * What a call needs of one's devices at any time: the way to *Sound and camera* (loaded when it is opened), the speaker,
 * the mirror, the other side of a phone, and word of what has just been plugged in.
 */

import { isLive } from "../call-state.js";
import { byId, onPress, part, setName, setText, show } from "./dom.js";
import { load } from "./load.js";
import { play } from "./speaker.js";
import { devices as words } from "./words-devices.js";

/** @typedef {import("../devices.js").Devices} Devices */

/** @param {import("../call.js").Call} call @param {Devices} devices */
export function mountDevices(call, devices) {
  const voice = /** @type {HTMLAudioElement} */ (byId("voice"));
  for (const menu of ["call-menu", "account-menu"]) {
    const item = menu === "call-menu" ? "menu-devices" : "account-devices";
    onPress(byId(item), () => {
      byId(menu).hidePopover();
      void load(
        () => import("./device-panel.js"),
        ({ openDevices }) => openDevices(call, devices),
      );
    });
  }
  onPress(byId("flip"), () => void devices.flip());
  mountOffer(devices);

  function paint() {
    const live = isLive(call.state.call);
    void play(voice, devices);
    for (const frame of ["self", "check-picture"])
      byId(frame).toggleAttribute("data-mirrored", devices.mirrored);
    show(byId("flip"), live && canFlip(devices));
    paintOffer(devices, live);
  }
  devices.onchange(paint);
  call.onstreams(() => {
    devices.opened();
    paint();
  });
  return { render: paint };
}

/** A phone or tablet, with a camera on either side. @param {Devices} devices */
function canFlip(devices) {
  return matchMedia("(pointer: coarse)").matches && devices.of("camera").length > 1;
}

/** @param {Devices} devices */
function mountOffer(devices) {
  setText(byId("plugged-use"), words.use);
  setName(byId("plugged-close"), words.keep);
  onPress(byId("plugged-use"), () => void devices.takeOffer());
  onPress(byId("plugged-close"), () => devices.dismissOffer());
}

/** @param {Devices} devices @param {boolean} live */
function paintOffer({ offer }, live) {
  const box = byId("plugged");
  if (offer) setText(part(box, "words"), words.plugged(offer.label));
  if ((!offer || !live) && box.contains(document.activeElement)) byId("call").focus();
  show(box, live && offer !== null);
}
