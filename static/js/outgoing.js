/** What this page sends: microphone, camera and screen together. */

/** As it is at the time that one looks. @param {import("./local-media.js").LocalMedia} own @param {import("./screens.js").Screens} screens @returns {import("./connections.js").Options["own"]} */
export function outgoing(own, screens) {
  return {
    get tracks() {
      return { ...own.tracks, screen: screens.tracks };
    },
    get ready() {
      return own.ready;
    },
    granted: (media) => own.granted(media),
  };
}
