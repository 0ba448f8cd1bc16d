/** What the page says of how a call is looked at. Pure. */

import { gettext } from "../gettext.js";

export const view = {
  fit: gettext("Show the whole picture"),
  fill: gettext("Fill the stage"),
  hideOwn: gettext("Hide your own picture"),
  showOwn: gettext("Show your own picture"),
  full: gettext("Full screen"),
  leaveFull: gettext("Leave full screen"),
  float: gettext("Picture in picture"),
  leaveFloat: gettext("Leave picture in picture"),
};
