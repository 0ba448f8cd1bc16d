/** What people are called on the page. */

/**
 * The display name, with the username beside it for people of one list who share a name, so that every
 * control is named once.
 * @param {readonly {username: string, name: string}[]} people
 * @returns {(person: {username: string, name: string}) => string}
 */
export function labelled(people) {
  /** @type {Map<string, Set<string>>} */
  const holders = new Map();
  for (const { name, username } of people) holders.set(name, (holders.get(name) ?? new Set()).add(username));
  return ({ name, username }) => ((holders.get(name)?.size ?? 0) > 1 ? `${name} (${username})` : name);
}
