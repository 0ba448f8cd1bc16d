/**
 * How a call is looked at: which picture is large, whole or filling, the own one shown or not, full screen, a small
 * window over all others, or the contacts with the call in a corner. In *More options*: seldom needed.
 */

import { isLive } from "../call-state.js";
import { byId, onPress, part, setAttribute, setText, show } from "./dom.js";
import { load } from "./load.js";
import { view as words } from "./words-view.js";

/** @typedef {import("../call-state.js").State} State */

export function mountViewMenu() {
  const region = byId("call");
  const app = byId("app");
  const menu = byId("call-menu");
  /** @type {{close(): void, readonly isOpen: boolean} | null} */
  let floating = null;

  /** @param {string} id @param {() => void} action */
  const item = (id, action) =>
    onPress(byId(id), () => {
      menu.hidePopover();
      action();
      paint();
    });
  const aside = (/** @type {boolean} */ on) => {
    setAttribute(app, "data-aside", String(on));
    byId(on ? "back-to-call" : "call").focus({ preventScroll: true });
  };

  item("menu-swap", () => region.toggleAttribute("data-swapped"));
  item("menu-fit", () => setAttribute(region, "data-wish", fills(region) ? "contain" : "cover"));
  item("menu-own", () => region.toggleAttribute("data-alone"));
  item("menu-full", () => void fullScreen());
  item("menu-float", () => void float());
  item("menu-aside", () => aside(true));
  onPress(byId("back-to-call"), () => aside(false));
  document.addEventListener("fullscreenchange", paint);
  menu.addEventListener("beforetoggle", paint);
  show(byId("menu-full"), document.fullscreenEnabled === true);
  show(
    byId("menu-float"),
    "documentPictureInPicture" in globalThis || document.pictureInPictureEnabled === true,
  );

  async function float() {
    if (floating?.isOpen) return floating.close();
    await load(
      () => import("./floating.js"),
      async ({ openFloating }) => {
        floating = await openFloating();
      },
    );
  }

  function paint() {
    say("menu-fit", fills(region) ? words.fit : words.fill);
    say("menu-own", region.hasAttribute("data-alone") ? words.showOwn : words.hideOwn);
    say("menu-full", document.fullscreenElement ? words.leaveFull : words.full);
    say("menu-float", floating?.isOpen ? words.leaveFloat : words.float);
  }

  return {
    /** @param {State} state */
    render(state) {
      if (isLive(state.call)) return;
      floating?.close();
      floating = null;
      for (const name of ["data-swapped", "data-wish"]) region.removeAttribute(name);
      app.removeAttribute("data-aside");
      if (document.fullscreenElement) void document.exitFullscreen().catch(() => {});
    },
  };
}

/** @param {HTMLElement} region whether the other one's picture is cut to fill it */
const fills = ({ dataset }) => (dataset.wish ?? dataset.fit) === "cover";

/** @param {string} id @param {string} words */
const say = (id, words) => setText(part(byId(id), "words"), words);

/** The whole page, of which a call takes all: so a ring and what stands in the way are seen there too. */
async function fullScreen() {
  const change = document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen({ navigationUI: "hide" });
  await change.catch(() => {}); // refused or changed meanwhile: the menu says how it is
}
