/**
 * Put into every measured page before its own scripts: notes when a button was pressed, when the call
 * was taken, and when each video first showed a frame. All on the wall clock, which the processes of
 * one machine share. The driver fills in VIDEOS ({name: selector}) and TAKEN (a selector, or null).
 */
(() => {
  const marks = { clicked: null, taken: null };
  const waiting = new Map(Object.entries(VIDEOS));
  const frames = {};
  let tell;
  const all = new Promise((resolve) => {
    tell = resolve;
  });

  function shown(name) {
    frames[name] ??= Date.now();
    if (Object.keys(frames).length === waiting.size) {
      tell();
    }
  }

  const watched = new WeakSet();

  function look() {
    if (marks.taken === null && TAKEN && document.querySelector(TAKEN)) {
      marks.taken = Date.now();
    }
    for (const [name, selector] of waiting) {
      for (const video of document.querySelectorAll(selector)) {
        if (!watched.has(video)) {
          watched.add(video);
          video.requestVideoFrameCallback(() => shown(name));
        }
      }
    }
  }

  function press() {
    marks.clicked = Date.now();
  }

  new MutationObserver(look).observe(document, { attributes: true, childList: true, subtree: true });
  addEventListener("click", press, true);
  window.benchmarkMarks = async () => {
    await Promise.race([all, new Promise((resolve) => setTimeout(resolve, 20_000))]);
    return { ...marks, frames };
  };
})();
