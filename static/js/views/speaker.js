/** Where sound comes out (W3C Audio Output Devices). */

/** The other one's voice comes out of the chosen speaker; where that fails it goes on where it was. @param {HTMLMediaElement} element @param {import("../devices.js").Devices} devices */
export async function play(element, devices) {
  const wanted = devices.chosen("speaker")?.id ?? "";
  if (element.sinkId === undefined || element.sinkId === wanted) return true;
  try {
    await element.setSinkId(wanted);
    return true;
  } catch {
    return false;
  }
}
