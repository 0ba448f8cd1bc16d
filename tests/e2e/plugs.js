// A table of devices to plug in and pull out: two cameras with pictures of their own, microphones of which "laptop" and
// "headset" hum at 440 Hz. getUserMedia, enumerateDevices and devicechange answer as a browser's do; the tracks are real.
(() => {
  const room = navigator.mediaDevices;
  const made = room.getUserMedia.bind(room);
  const device = (kind, id, label, group = label) =>
    ({ kind, deviceId: id, label, groupId: group, toJSON() { return this; } });
  const plugged = [
    device("audioinput", "desk", "Desk microphone"), device("audioinput", "laptop", "Laptop microphone"),
    device("videoinput", "front", "Front camera"), device("videoinput", "red", "Red camera"),
    device("audiooutput", "loud", "Loudspeaker"),
  ];
  const open = new Map();
  window.plugs = { plugged, opened: [],
    plugLast(...names) {
      for (const [kind, id, label, group] of names) plugged.push(device(kind, id, label, group));
      room.dispatchEvent(new Event("devicechange"));
    },
    plug(...names) {
      for (const [kind, id, label, group] of names) plugged.unshift(device(kind, id, label, group));
      room.dispatchEvent(new Event("devicechange"));
    },
    pull(label, quietly = false) {
      for (const one of plugged.filter((one) => one.label === label)) {
        plugged.splice(plugged.indexOf(one), 1);
        for (const track of open.get(one.deviceId) ?? []) {
          track.stop();
          track.dispatchEvent(new Event("ended"));
        }
      }
      if (!quietly) room.dispatchEvent(new Event("devicechange"));
    } };
  room.enumerateDevices = async () => [...plugged];
  const red = () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [640, 360];
    const context = canvas.getContext("2d");
    let at = 0;
    setInterval(() => {
      context.fillStyle = "rgb(200 20 20)";
      context.fillRect(0, 0, 640, 360);
      context.fillStyle = "rgb(90 0 0)";
      context.fillRect((at = (at + 9) % 640), 0, 60, 360);
    }, 50);
    return canvas.captureStream(20).getVideoTracks()[0];
  };
  let context;
  const hum = () => {
    context ??= new AudioContext();
    const out = context.createMediaStreamDestination();
    const tone = new OscillatorNode(context, { frequency: 440 });
    tone.connect(new GainNode(context, { gain: 0.4 })).connect(out);
    tone.start();
    return out.stream.getAudioTracks()[0];
  };
  const wanted = (kind, constraint) => {
    const there = plugged.filter((one) => one.kind === kind);
    const id = constraint.deviceId?.exact ?? constraint.deviceId?.ideal;
    const found = there.find((one) => one.deviceId === id);
    if (!found && constraint.deviceId?.exact) throw new DOMException("no such device", "OverconstrainedError");
    if (there.length === 0) throw new DOMException("none", "NotFoundError");
    return found ?? there[0];
  };
  room.getUserMedia = async (wish) => {
    const tracks = [];
    for (const [kind, name] of [["audioinput", "audio"], ["videoinput", "video"]]) {
      if (!wish[name]) continue;
      const { deviceId } = wanted(kind, wish[name]);
      if (window.plugs.busy === deviceId) throw new DOMException("busy", "NotReadableError");
      const track = { red, headset: hum, laptop: hum }[deviceId]?.()
        ?? (await made({ [name]: true })).getTracks()[0];
      const settings = track.getSettings.bind(track);
      track.getSettings = () => ({ ...settings(), deviceId });
      window.plugs.opened.push({ deviceId, ...wish[name] });
      open.set(deviceId, [...(open.get(deviceId) ?? []), track]);
      tracks.push(track);
    }
    return new MediaStream(tracks);
  };
})();
