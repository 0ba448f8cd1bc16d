/** The live page: wiring only. */

import { createCall } from "./call.js";
import { readLiveConfig } from "./config.js";
import { capture, granted } from "./media.js";
import { Page } from "./page.js";
import { Peer } from "./peer.js";
import { Signalling } from "./signalling.js";
import { Sounds } from "./sounds.js";
import { mountAll } from "./views/all.js";
import { byId } from "./views/dom.js";

const config = readLiveConfig(byId("config").textContent);
const page = new Page({ home: config.urls.home, call: config.call });
const signalling = new Signalling({ url: Page.socketUrl(config.socket_path), page });
const call = createCall({
  signalling,
  media: { capture, granted },
  makePeer: (options) => new Peer(options),
  sounds: new Sounds(),
  page,
});
mountAll(call, config);
await page.claimIdentity();
signalling.open();
