/** A name for a file that somebody else chose: a name and nothing more, whatever they wrote. Pure. */

const LONGEST = 120;
const UNNAMED = "file";
/** What Windows takes for a device, whatever follows the dot. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
/** Controls, halves of characters, and what is not seen but turns the reading direction: "gpj.exe" must not read
 * "exe.jpg" (CVE-2009-3376). */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const FORBIDDEN = /[<>:"|?*]/g;

/** @param {string} given @returns {string} never empty, without a path, at most 120 characters with its ending */
export function safeName(given) {
  const last = given.split(/[/\\]/).at(-1) ?? "";
  const seen = last.replace(UNSEEN, "").replace(FORBIDDEN, "_").trim();
  const name = seen.replace(/^[.\s]+|[.\s]+$/g, "") || UNNAMED;
  return shortened(DEVICES.test(name) ? `_${name}` : name);
}

/** @param {string} name */
function shortened(name) {
  const letters = [...name];
  if (letters.length <= LONGEST) return name;
  const dot = letters.lastIndexOf(".");
  const ending = dot > 0 && letters.length - dot <= 12 ? letters.slice(dot) : [];
  return [...letters.slice(0, LONGEST - ending.length), ...ending].join("");
}
