/**
 * From an English sentence to the same in a catalogue's language. Pure.
 *
 * @typedef {{language: string, messages: Record<string, string | Record<string, string>>}} Catalogue
 * @typedef {Record<string, string | number>} Values
 */

/** Between a context and its sentence, as in gettext's own catalogues. */
const CONTEXT_ENDS = "\u0004";
/** First strong isolate, pop directional isolate (UAX #9): a Latin name in an Arabic sentence keeps the rest in order. */
const [ISOLATE, END_OF_ISOLATE] = ["\u2068", "\u2069"];

/** @param {string} language @returns {"ltr" | "rtl"} */
export const direction = (language) => (/^(ar|fa|he|ur)\b/.test(language) ? "rtl" : "ltr");

/** @param {Catalogue} catalogue */
export function translator({ language, messages }) {
  const rules = new Intl.PluralRules(language);
  const isolated = direction(language) === "rtl";

  /** @param {string} sentence @param {Values} [values] */
  const filled = (sentence, values) =>
    values === undefined
      ? sentence
      : sentence.replace(/\{(\w+)\}/g, (_, name) => shown(values[name] ?? "", isolated));

  /** @param {string} key @returns {string | undefined} */
  const found = (key) => {
    const said = messages[key];
    return typeof said === "string" ? said : undefined;
  };

  /** @param {string} one @param {string} other @param {number} count */
  const chosen = (one, other, count) => {
    const forms = messages[one];
    if (typeof forms !== "object") return count === 1 ? one : other;
    return forms[rules.select(count)] ?? forms.other ?? other;
  };

  return {
    /** @param {string} sentence @param {Values} [values] */
    gettext: (sentence, values) => filled(found(sentence) ?? sentence, values),

    /** One of two or more forms, by a number. `{count}` is the number. @param {string} one @param {string} other @param {number} count @param {Values} [values] */
    ngettext: (one, other, count, values) => filled(chosen(one, other, count), { count, ...values }),

    /** Where one English sentence says two things. @param {string} context @param {string} sentence @param {Values} [values] */
    pgettext: (context, sentence, values) =>
      filled(found(`${context}${CONTEXT_ENDS}${sentence}`) ?? sentence, values),
  };
}

/** @param {string | number} value @param {boolean} isolated */
function shown(value, isolated) {
  return isolated && typeof value === "string" ? `${ISOLATE}${value}${END_OF_ISOLATE}` : String(value);
}
