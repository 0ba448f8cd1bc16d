/** The chat's button, with what was not looked at. What it opens is loaded when the call has begun, or at a press. */

import { isLive } from "../call-state.js";
import { note } from "../log.js";
import { byId, onPress, part, setAttribute, setName, setText, show } from "./dom.js";
import { load } from "./load.js";
import { chatButton as words } from "./words.js";

/** @typedef {import("./chat-panel.js").ChatPanel} ChatPanel */

/** After the call has begun: picture and sound come first, and later the server may be away. */
const LOAD_MS = 3_000;
/** What the chat is about: a message of these is a reason to load it at once. */
const TYPES = ["chat", "file_offer"];

/** @param {import("../call.js").Call} call */
export function mountChat(call) {
  const button = byId("chat-open");
  const { exchange } = call;
  /** @type {Promise<ChatPanel> | null} */
  let loading = null;
  let soon = false;

  async function panel() {
    loading ??= import("./chat-panel.js").then(({ mountChatPanel }) => mountChatPanel(call, paint));
    try {
      return await loading;
    } catch (error) {
      loading = null; // the server is away: the next one tries again
      throw error;
    }
  }
  const early = () => void panel().catch((error) => note("chat: it could not be loaded early", error));
  onPress(button, () => void load(panel, (it) => it.toggle()));
  exchange.subscribe(() => {
    if (exchange.line === "open" && !soon) {
      soon = true;
      setTimeout(early, LOAD_MS);
    }
    if (TYPES.some((type) => exchange.holds(type))) early();
  });
  paint(0, false);
  return {
    /** @param {import("../call-state.js").State} state */
    render({ call: now }) {
      show(button, isLive(now) && now.server !== null && now.server !== "ringing");
      void loading?.then((it) => it.render()).catch(() => {});
    },
  };
}

/** @param {number} unread @param {boolean} open */
function paint(unread, open) {
  const button = byId("chat-open");
  setName(button, words.name(unread));
  setText(part(button, "word"), words.word);
  setText(part(button, "badge"), String(unread));
  show(part(button, "badge"), unread > 0);
  setAttribute(button, "aria-expanded", String(open));
}
