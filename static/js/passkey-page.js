/** Signing in with a passkey. Wiring only. */

import { requestJson } from "./request.js";
import { mountPasskey } from "./views/passkey.js";

mountPasskey(async (url) => (await requestJson(url)).body);
