/** Lets go of devices or a screen; that they ended is nobody's news any more. @param {(MediaStreamTrack | null)[]} tracks */
export function stopAll(tracks) {
  for (const track of tracks) {
    if (!track) continue;
    track.onended = null;
    track.stop();
  }
}
