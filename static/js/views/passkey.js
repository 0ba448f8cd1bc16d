/**
 * The page's one form for a passkey (W3C Web Authentication, level 3): pressing its button asks the browser, and sends
 * what it answers. The options are in the script element behind the form, or where data-options says.
 */

import { byId, hasId, show } from "./dom.js";

/** @typedef {{creation_options?: {publicKey: any}, request_options?: {publicKey: any}}} Options */

/** Nothing where the page has no such form. @param {(url: string) => Promise<Options | null>} ask null: no answer */
export function mountPasskey(ask) {
  if (!hasId("passkey-form")) return;
  const form = /** @type {HTMLFormElement} */ (byId("passkey-form"));
  const address = form.dataset.options;
  const options = async () =>
    address ? ask(address) : JSON.parse(form.nextElementSibling?.textContent ?? "null");
  const known = "parseRequestOptionsFromJSON" in (window.PublicKeyCredential ?? {});
  if (!known) show(byId("passkey-unsupported"), true);
  // Offered beside the password, it stays hidden where it cannot work.
  show(form, known || !address);
  buttonOf(form).disabled = !known;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(form, options);
  });
}

/** @param {HTMLFormElement} form @param {() => Promise<Options | null>} options */
async function send(form, options) {
  const [button, refused] = [buttonOf(form), byId("passkey-refused")];
  show(refused, false);
  button.disabled = true;
  const credential = await answerTo(await options());
  button.disabled = false;
  if (!credential) return show(refused, true);
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("credential"));
  field.value = JSON.stringify(credential);
  form.submit();
}

/** What the browser gives for it, or null: put away, none there, one there already. @param {Options | null} options */
async function answerTo(options) {
  try {
    if (options?.creation_options) return await made(options.creation_options.publicKey);
    if (options?.request_options) return await used(options.request_options.publicKey);
    return null;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return null;
  }
}

/**
 * Asks for one that opens without the password too; a key that has no room for such is taken as a second step.
 * @param {any} publicKey
 */
async function made(publicKey) {
  const selection = {
    ...publicKey.authenticatorSelection,
    residentKey: "preferred",
    requireResidentKey: false,
  };
  const wanted = { ...publicKey, authenticatorSelection: selection };
  return navigator.credentials.create({
    publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(wanted),
  });
}

/** @param {any} publicKey */
async function used(publicKey) {
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
}

/** @param {HTMLFormElement} form */
function buttonOf(form) {
  return /** @type {HTMLButtonElement} */ (form.querySelector("[type=submit]"));
}
