/** Every other signed-in page: it rings there too. Wiring only. */

import { readConfig } from "./config.js";
import { Page } from "./page.js";
import { Ringing } from "./ringing.js";
import { Signalling } from "./signalling.js";
import { Sounds } from "./sounds.js";
import { byId } from "./views/dom.js";
import { drawWithFrames } from "./views/drawing.js";
import { mountIncoming } from "./views/incoming.js";
import { installLater } from "./views/install-later.js";

const config = readConfig(byId("config").textContent);
const page = new Page({ home: config.urls.home, call: null });
const signalling = new Signalling({ url: Page.socketUrl(config.socket_path), page });
const sounds = new Sounds();
const ringing = new Ringing({ signalling, sounds, page });
const { draw, showRing } = mountIncoming(ringing);
drawWithFrames(ringing, draw);
await page.claimIdentity();
signalling.open();
installLater({ call: ringing, sounds, showRing });
