/**
 * Sentences in the page's language, under GNU gettext's names, so that its tools find them. Values stand in braces:
 * `gettext("Call with {name}", { name })`. A sentence without a translation is said in English.
 *
 * The first argument has to be written out where it is used: what is put together from pieces cannot be found, nor translated.
 */

import { language, messages } from "./catalogue.js";
import { direction, translator } from "./translator.js";

/** As `<html lang>`. */
export { language };

export const rightToLeft = direction(language) === "rtl";

export const { gettext, ngettext, pgettext } = translator({ language, messages });
