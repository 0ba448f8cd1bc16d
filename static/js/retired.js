/**
 * The connection of the epoch before, kept while it still carries picture and sound: the other one moves to another
 * device, and may be seen and heard from the old one until the new one is connected.
 */

/** @typedef {import("./connection.js").Connection} Connection */

export class Retired {
  /** @type {Connection | null} */
  #connection = null;

  /** @returns {Connection | null} while something still comes of it */
  get seen() {
    return this.#connection?.remote.there ? this.#connection : null;
  }

  /** Takes over a connection whose epoch is past; one that carries nothing is closed. @param {Connection} connection */
  take(connection) {
    if (!connection.connected) return connection.close();
    this.close();
    connection.retire();
    this.#connection = connection;
  }

  /** @param {import("./peer.js").Tracks} tracks */
  setTracks(tracks) {
    this.#connection?.setTracks(tracks);
  }

  close() {
    this.#connection?.close();
    this.#connection = null;
  }
}
