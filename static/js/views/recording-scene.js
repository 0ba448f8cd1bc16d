/** What there is to see and to hear in a call just now, for a recording of it. */

/**
 * @param {import("../call.js").Call} call @param {() => string} name of the other one
 */
export function recordingScene(call, name) {
  const { own, screens } = call.upkeep;
  /** What is shown of the own screen, as a stream; one for each track. @type {WeakMap<MediaStreamTrack, MediaStream>} */
  const streams = new WeakMap();

  function ownScreen() {
    const track = screens.tracks?.video;
    if (!track) return null;
    if (!streams.has(track)) streams.set(track, new MediaStream([track]));
    return streams.get(track) ?? null;
  }

  function faces() {
    const now = call.state.call;
    const seen = now?.peer.video === true && now.peer.paused !== true;
    return {
      theirs: { name: name(), stream: (seen && call.remote?.picture) || null },
      mine: { name: "", stream: own.sendsVideo ? call.localStream : null },
    };
  }

  return {
    hasPicture() {
      const { theirs, mine } = faces();
      return [theirs.stream, mine.stream, screens.theirs, screens.tracks].some((one) => one !== null);
    },
    /** @returns {import("./recording-picture.js").Scene} */
    now() {
      const { theirs, mine } = faces();
      const screen = screens.theirs ?? ownScreen();
      if (screen) return { main: { name: theirs.name, stream: screen }, small: [mine, theirs] };
      return { main: theirs, small: [mine] };
    },
    /** As they are sent and heard: who is muted is silent here too. */
    sounds() {
      const mine = [own.tracks.audio, screens.tracks?.audio ?? null].filter((one) => one !== null);
      const theirs = [call.remote?.sound, screens.theirs].flatMap((one) => one?.getAudioTracks() ?? []);
      return [...mine, ...theirs];
    },
  };
}
