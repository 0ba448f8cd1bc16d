/** Reactions that float over the picture, on both sides, and raised hands that stay. */

import { REACTIONS } from "../together/gestures.js";
import { byId, setAttribute, setName, setText } from "./dom.js";
import { button, element, mark, menuItem } from "./together-parts.js";
import { gestures as words } from "./words-together.js";

/** As its motion in css/together.css takes. */
const SHOWN_MS = 3_000;

/**
 * @param {import("../together/gestures.js").Gestures} gestures
 * @param {{name: () => string, ready: (about: string) => boolean}} call `ready` says why not
 */
export function mountGestures(gestures, { name, ready }) {
  const layer = element("div", "reactions");
  layer.ariaHidden = "true";
  const said = element("p", "visually-hidden");
  said.ariaLive = "polite";
  byId("call").append(layer, said);
  const bar = makeBar((emoji) => ready("reaction") && gestures.react(emoji));
  const mine = mark("own-hand", "hand", () => {
    gestures.raise(false);
    byId("more").focus();
  });
  const theirs = mark("their-hand", "hand", null);

  menuItem("menu-react", "smile", () => bar.showPopover())(words.react);
  const nameHand = menuItem(
    "menu-hand",
    "hand",
    () => (gestures.mine || ready("hand")) && gestures.raise(!gestures.mine),
  );

  function paint() {
    nameHand(gestures.mine ? words.lower : words.raise);
    mine.show(gestures.mine ? words.ownHand : null, words.lowerShort);
    theirs.show(gestures.theirs ? words.theirHand(name()) : null);
  }

  gestures.onreaction(({ emoji, mine: own }) => {
    const who = own ? words.you : name();
    float(layer, emoji, who, own);
    setText(said, own ? words.youReact(words.names[emoji]) : words.theyReact(who, words.names[emoji]));
  });
  gestures.onhands(paint);
  return { render: paint };
}

/** @param {(emoji: string) => void} action */
function makeBar(action) {
  const bar = element("div", "menu call-menu reaction-bar");
  bar.popover = "auto";
  setAttribute(bar, "role", "group");
  setName(bar, words.bar);
  for (const emoji of REACTIONS) {
    const one = button("reaction-bar__one", () => action(emoji));
    one.textContent = emoji;
    setName(one, words.names[emoji]);
    bar.append(one);
  }
  bar.addEventListener("toggle", () => {
    if (bar.matches(":popover-open")) /** @type {HTMLElement} */ (bar.firstElementChild).focus();
  });
  byId("call-menu").after(bar);
  return bar;
}

/** @param {HTMLElement} layer @param {string} emoji @param {string} who @param {boolean} mine */
function float(layer, emoji, who, mine) {
  const one = element("p", "reaction");
  one.dataset.mine = String(mine);
  // Side by side, not one on the other; the numbers are of no matter.
  one.dataset.lane = String(layer.childElementCount % 4);
  const face = element("span", "reaction__emoji");
  face.textContent = emoji;
  const label = element("span", "reaction__who");
  label.dir = "auto";
  label.textContent = who;
  one.append(face, label);
  layer.append(one);
  setTimeout(() => one.remove(), SHOWN_MS);
}
