/** Two soft notes out of the chosen speaker, by the same kind of element that plays the other one's voice. */

const NOTES = [523.25, 659.25];
const NOTE_SECONDS = 0.5;

/**
 * @param {(element: HTMLMediaElement) => Promise<boolean>} steer sends the element to its speaker
 * @returns {Promise<boolean>} whether it sounds where it should
 */
export async function playTone(steer) {
  const context = new AudioContext();
  const out = new MediaStreamAudioDestinationNode(context);
  const element = new Audio();
  element.srcObject = out.stream;
  const steered = await steer(element);
  const until = NOTES.reduce((at, hertz) => note(context, out, hertz, at), context.currentTime + 0.1);
  setTimeout(() => void context.close(), (until - context.currentTime + 0.3) * 1000);
  try {
    await element.play();
  } catch {
    return false;
  }
  return steered;
}

/** @param {AudioContext} context @param {AudioNode} out @param {number} hertz @param {number} at seconds @returns {number} when it ends */
function note(context, out, hertz, at) {
  const end = at + NOTE_SECONDS;
  const tone = new OscillatorNode(context, { frequency: hertz });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.2, at + 0.04);
  volume.gain.linearRampToValueAtTime(0, end);
  tone.connect(volume).connect(out);
  tone.start(at);
  tone.stop(end);
  return end;
}
