/** The administration's *Connection check*: wiring only. It rings there too. */

import { checkServers } from "./check/check-servers.js";
import { gather, tryWay } from "./check/loopback.js";
import { examine } from "./check/operators-check.js";
import { settledLink } from "./check/settled-link.js";
import { realClock } from "./clock.js";
import { readConfig } from "./config.js";
import { capture } from "./media.js";
import { Page } from "./page.js";
import { Ringing } from "./ringing.js";
import { Signalling } from "./signalling.js";
import { Sounds } from "./sounds.js";
import { byId } from "./views/dom.js";
import { drawWithFrames } from "./views/drawing.js";
import { mountIncoming } from "./views/incoming.js";
import { installLater } from "./views/install-later.js";
import { mountOperatorsCheck } from "./views/operators-check.js";

const config = readConfig(byId("config").textContent);
const page = new Page({ home: config.urls.home, call: null });
const signalling = new Signalling({ url: Page.socketUrl(config.socket_path), page });
const sounds = new Sounds();
const ringing = new Ringing({ signalling, sounds, page });
const { draw, showRing } = mountIncoming(ringing);
drawWithFrames(ringing, draw);
mountOperatorsCheck(() =>
  examine({
    capture,
    gather,
    tryWay,
    servers: () => checkServers(config),
    link: () => settledLink(ringing, realClock),
    secure: isSecureContext,
  }),
);
signalling.open();
installLater({ call: ringing, sounds, showRing });
