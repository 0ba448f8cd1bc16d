/** The style sheet of something that is loaded on use; its hashed address is `import.meta.resolve("../../css/…")`. */

/** @param {string} href @returns {Promise<void>} when it counts, or is not to be had */
export function loadStyle(href) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  return new Promise((done) => {
    link.onload = link.onerror = () => done();
    document.head.append(link);
  });
}
