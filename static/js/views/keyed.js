/**
 * A list kept like its data: rows are made, changed and taken away one by one, and the focus survives it.
 */

/**
 * @template T
 * @param {HTMLElement} list
 * @param {readonly T[]} items
 * @param {{key: (item: T) => string, make: (item: T) => HTMLElement, update: (row: HTMLElement, item: T) => void}} how
 */
export function keyed(list, items, { key, make, update }) {
  const focused = document.activeElement;
  const place = focusedRow(list, focused);
  const rows = new Map([...list.children].map((row) => [/** @type {HTMLElement} */ (row).dataset.key, row]));
  items.forEach((item, index) => {
    const row = /** @type {HTMLElement} */ (rows.get(key(item)) ?? make(item));
    row.dataset.key = key(item);
    rows.delete(key(item));
    update(row, item);
    if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null);
  });
  for (const row of rows.values()) row.remove();
  if (place !== -1) keepFocus(list, focused, place);
}

/** @param {HTMLElement} list @param {Element | null} focused @returns {number} which row has the focus, -1 for none */
function focusedRow(list, focused) {
  return [...list.children].findIndex((row) => row.contains(focused));
}

/**
 * A row that moved gets its focus back; where the row is gone, its neighbour's first control takes it, or
 * else the region around the list.
 * @param {HTMLElement} list @param {Element | null} focused @param {number} place
 */
function keepFocus(list, focused, place) {
  if (document.activeElement === focused && focused?.isConnected) return;
  if (focused instanceof HTMLElement && focused.isConnected) return focused.focus();
  const neighbour = list.children[Math.min(place, list.children.length - 1)];
  const control = neighbour?.querySelector("button");
  const region = /** @type {HTMLElement | null} */ (list.closest("section[tabindex]"));
  (control ?? region)?.focus({ preventScroll: !control });
}
