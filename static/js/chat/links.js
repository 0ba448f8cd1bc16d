/** The web addresses in a text that somebody else wrote. Pure: what is made of them is up to views/. */

/** @typedef {{text: string, href: string | null}} Piece */

const ADDRESS = /\bhttps?:\/\/[^\s<>"“”]+/giu;
/** What ends a sentence, and not an address. */
const AFTER = /[.,;:!?'’…]+$/u;

/** @param {string} text @returns {Piece[]} together the text; `href` is http or https, and nothing else */
export function pieces(text) {
  /** @type {Piece[]} */
  const found = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);
    const href = hrefOf(address);
    if (!href) continue;
    if (match.index > from) found.push({ text: text.slice(from, match.index), href: null });
    found.push({ text: address, href });
    from = match.index + address.length;
  }
  if (from < text.length) found.push({ text: text.slice(from), href: null });
  return found;
}

/** A closing bracket belongs to the address only where it opens one. @param {string} address */
function trimmed(address) {
  let rest = address.replace(AFTER, "");
  while (rest.endsWith(")") && rest.split(")").length > rest.split("(").length)
    rest = rest.slice(0, -1).replace(AFTER, "");
  return rest;
}

/** Of ADDRESS's two protocols, or null where it is no address after all. @param {string} address */
const hrefOf = (address) => (URL.canParse(address) ? new URL(address).href : null);
