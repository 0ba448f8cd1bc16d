/** The profile page: it rings as every other page, and has one's picture and how this browser tells of a call. */

import "./elsewhere.js";
import { readConfig } from "./config.js";
import { byId } from "./views/dom.js";
import { mountFlashChoice } from "./views/flash-choice.js";
import { mountPicture } from "./views/picture.js";

mountPicture(readConfig(byId("config").textContent).user);
mountFlashChoice();
