/** What the profile page says of one's picture. Pure. */

import { gettext } from "../gettext.js";

export const picture = {
  noPicture: gettext("Your browser finds no picture in this file. Choose another one."),
};
