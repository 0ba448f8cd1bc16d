/**
 * The page's words in its language: none for English, whose sentences stand in the code. On a page in another language the
 * import map leads here from a file of languages/ (`{% importmap %}`, docs/decisions/0013), so that it is there before any
 * sentence is asked for.
 */

export const language = "en";

/** By the English sentence: another one, or by plural category (Unicode CLDR). @type {Record<string, string | Record<string, string>>} */
export const messages = {};
