/**
 * How loud a stream is, for the eye: a bar, a halo. It only listens; what is heard plays in a media element.
 */

/**
 * @param {MediaStream | null} stream
 * @param {(loudness: number) => void} report from 0 to 1, about 15 times a second
 * @returns {() => void} stops it
 */
export function listenTo(stream, report) {
  if (!stream?.getAudioTracks().length) return () => {};
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 512 });
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => report(loudness(analyser, samples)), 66);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}

/** @param {AnalyserNode} analyser @param {Float32Array<ArrayBuffer>} samples */
function loudness(analyser, samples) {
  analyser.getFloatTimeDomainData(samples);
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  // −60 dB is silence, −12 dB a loud voice.
  return Math.max(0, Math.min(1, (10 * Math.log10(power + 1e-9) + 60) / 48));
}
