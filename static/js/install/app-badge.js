/** Missed calls on the installed app's icon. */

/** @param {number} unseen */
export function badge(unseen) {
  // Not for every browser, and refused where the site is not installed: the title says it too.
  const done = unseen > 0 ? navigator.setAppBadge?.(unseen) : navigator.clearAppBadge?.();
  done?.catch(() => undefined);
}
