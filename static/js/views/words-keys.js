/** What each key does, in words. Pure. */

import { gettext } from "../gettext.js";

export const keyNames = { space: gettext("Space") };

/** By the button a key presses. @type {Record<string, string>} */
export const keyWords = {
  talk: gettext("Talk while you hold it, when you are muted"),
  mute: gettext("Mute or unmute the microphone"),
  camera: gettext("Turn the camera on or off"),
  share: gettext("Share the screen, or stop"),
  "chat-open": gettext("Open or close the chat"),
  "menu-react": gettext("React with an emoji"),
  "menu-hand": gettext("Raise or lower your hand"),
  "menu-picture": gettext("Take a picture of the other one"),
  "menu-record": gettext("Record the call, or stop"),
  "menu-captions": gettext("Captions on or off"),
  "menu-devices": gettext("Sound and camera"),
  "menu-quality": gettext("Quality of the connection"),
  "ring-switch": gettext("Accept an incoming call with video"),
  "ring-voice": gettext("Accept an incoming call with voice"),
  "ring-decline": gettext("Decline an incoming call"),
  end: gettext("Hang up"),
  "menu-keys": gettext("This sheet"),
};
