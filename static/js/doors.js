/** Pages about one's own doors (passkeys, recovery codes, invitations): they ring as every other page. Wiring only. */

import "./elsewhere.js";
import "./passkey-page.js";
import { mountCopying } from "./views/copy.js";

mountCopying();
