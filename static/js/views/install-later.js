/** The way to install/mount.js: not needed before somebody rings, it comes after everything else. */

import { loadInTime } from "./load.js";

/** @param {Parameters<typeof import("../install/mount.js").mountInstall>[0]} parts */
export function installLater(parts) {
  void loadInTime(
    () => import("../install/mount.js"),
    ({ mountInstall }) => mountInstall(parts),
  );
}
