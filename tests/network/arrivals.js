// Runs in every page before its own scripts: when each picture of the other person was shown, and which way
// it came. Times are those of the wall clock, in milliseconds, so that pages and the test can be compared.
(() => {
  const arrivals = { shown: [] };
  Object.defineProperty(window, "arrivals", { value: arrivals });
  const watched = new WeakSet();

  const watch = (video) => {
    if (watched.has(video) || !video.ariaLabel?.startsWith("Video from")) return;
    watched.add(video);
    const shown = () => {
      arrivals.shown.push(Date.now());
      video.requestVideoFrameCallback(shown);
    };
    video.requestVideoFrameCallback(shown);
  };
  const look = () => document.querySelectorAll("video").forEach(watch);
  new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true });

  const named = ({ candidateType, protocol, relayProtocol, address }) => ({
    kind: candidateType,
    over: relayProtocol ?? protocol,
    version: address?.includes(":") ? 6 : 4,
  });
  arrivals.path = async () => {
    const peer = window.witness.peers.findLast((one) => one.connectionState !== "closed");
    const report = await peer?.getStats();
    const transport = [...(report?.values() ?? [])].find(({ type }) => type === "transport");
    const pair = report?.get(transport?.selectedCandidatePairId);
    if (!pair) return null;
    return [report.get(pair.localCandidateId), report.get(pair.remoteCandidateId)].map(named);
  };
})();
