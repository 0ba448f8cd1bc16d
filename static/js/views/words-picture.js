/** What the page says of how one is shown: the background, the size of the picture. Pure. */

import { gettext } from "../gettext.js";

export const blur = {
  name: gettext("Blur background"),
  /** @type {Record<import("../blur/able.js").Ability, string>} */
  by: {
    own: gettext("Your camera or system does it."),
    library: gettext("Made on this device, which takes some of its power. The picture is HD at most."),
    none: gettext("This browser cannot do it. A current Chrome, Edge, Firefox or Safari can."),
  },
};

export const quality = {
  name: gettext("Picture quality"),
  /** @type {Record<import("../device-choice.js").Quality, string>} */
  steps: {
    auto: gettext("Automatic"),
    hd: gettext("HD"),
    fullhd: gettext("Full HD, 60 pictures a second"),
    uhd: gettext("4K"),
  },
  hint: gettext(
    "More than HD takes a good connection on both sides. With less, the picture gets smaller by itself.",
  ),
};
