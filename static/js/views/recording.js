/** Recording a call into a file, with both sides' consent: asked, seen by both for as long as it runs, ended by either. */

import { isLive } from "../call-state.js";
import { safeName } from "../files/file-name.js";
import { warn } from "../log.js";
import { Consent } from "../together/consent.js";
import { Recorder, typeHere } from "../together/recorder.js";
import { forget, leftover, leftovers } from "../together/recording-file.js";
import { recordingPicture } from "./recording-picture.js";
import { recordingScene } from "./recording-scene.js";
import { mark, menuItem, question, SAVED_MS, save, stamp, tell } from "./together-parts.js";
import { recording as words } from "./words-recording.js";

/** @typedef {import("../together/consent.js").Reason} Reason */

/**
 * @param {import("../call.js").Call} call @param {import("../together/company.js").Company} company
 * @param {{name: () => string, ready: (about: string) => boolean}} other
 */
export function mountRecording(call, company, { name, ready }) {
  const consent = new Consent(company, "recording");
  const scene = recordingScene(call, name);
  /** @type {{recorder: Recorder, picture: ReturnType<typeof recordingPicture> | null, lasts: boolean} | null} */
  let running = null;
  const own = mark("own-recording", "disc", () => consent.stop());
  const theirs = mark("their-recording", "disc", () => consent.reply("ended"));
  const rename = menuItem("menu-record", "disc", press);
  /** @type {(() => void) | null} */
  let unask = null;

  function press() {
    if (consent.mine !== "none") return consent.stop();
    if (!ready("recording")) return;
    if (typeHere(scene.hasPicture()) === null) return tell(words.unable);
    consent.ask();
  }

  function begin() {
    const picture = scene.hasPicture() ? recordingPicture(scene.now) : null;
    const title = safeName(words.file(name(), stamp(new Date())));
    try {
      const recorder = new Recorder({ picture, name: title, onfull: () => consent.stop() });
      running = { recorder, picture, lasts: false };
      recorder.follow(scene.sounds());
      void recorder.lasts().then((lasts) => {
        if (running?.recorder === recorder) running.lasts = lasts;
      });
      if (!picture) tell(words.soundOnly);
      void recorder.hears().then((hears) => {
        if (!hears && running?.recorder === recorder) tell(words.silent);
      });
    } catch (error) {
      warn("recording: it could not begin", error);
      picture?.close();
      tell(words.unable);
      consent.stop();
    }
  }

  /** @param {Reason | null} reason null: its own person ended it */
  async function finish(reason) {
    if (!running) return;
    const { recorder, picture } = running;
    running = null;
    const who = lastName;
    const { file, name: fileName, whole } = await recorder.stop();
    picture?.close();
    save(file, fileName);
    tell(whole ? words.ended(reason, who, fileName) : words.full(fileName));
    setTimeout(() => void recorder.clear(), SAVED_MS);
  }

  let lastName = "";
  consent.onend = (reason) => {
    if (running) void finish(reason);
    else if (reason === "declined") tell(words.declined(name()));
  };

  function paint() {
    lastName = name() || lastName;
    if (consent.mine === "running" && !running) begin();
    if (consent.mine === "none" && running) void finish(null);
    rename(words.menu[consent.mine]);
    paintOwn();
    const goes = consent.theirs === "running";
    theirs.show(goes ? words.theirs[theirWord()](name()) : null, words.stop, words.stopTheirs(name()));
    paintQuestion(consent.theirs === "asking" && consent.answer === "none");
  }

  function paintOwn() {
    if (consent.mine === "none") return own.show(null);
    if (consent.mine === "asking") return own.show(words.own.asking(name()), words.cancel);
    own.show(words.own.running, words.stop, words.stopOwn);
  }

  function theirWord() {
    if (consent.answer === "yes") return "runs";
    return consent.answer === "ended" ? "ending" : "unasked";
  }

  /** @param {boolean} open */
  function paintQuestion(open) {
    if (open && !unask)
      unask = question("recording-question", words.question(name()), (yes) =>
        consent.reply(yes ? "yes" : "no"),
      );
    if (open || !unask) return;
    unask();
    unask = null;
  }

  consent.subscribe(paint);
  call.onstreams(() => running?.recorder.follow(scene.sounds()));
  addEventListener("beforeunload", (event) => {
    if (running && !running.lasts) event.preventDefault(); // it is in the page only
  });
  void offerLeft();
  return { render: () => isLive(call.state.call) && paint() };
}

/** What this page recorded before it was loaded again, or crashed: one question each. */
async function offerLeft() {
  for (const name of await leftovers()) {
    const file = await leftover(name);
    if (!file?.size) await forget(name);
    else await asked(name, file);
  }
}

/** @param {string} name @param {File} file @returns {Promise<void>} when it is decided */
function asked(name, file) {
  return new Promise((done) => {
    question("recording-left", words.left(name), (yes) => {
      if (yes) save(file, name);
      setTimeout(() => void forget(name), yes ? SAVED_MS : 0);
      done();
    });
  });
}
