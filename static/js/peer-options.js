/** What a peer connection (peer.js) is given, and what it says to the other one. Types only. `music`: the own sound is to be heard as it is. `relayOnly`: the other one is to learn no address of ours. */

/**
 * @typedef {import("./protocol.js").Description} Description
 * @typedef {{offer: Description} | {answer: Description} | {candidates: (RTCIceCandidateInit | null)[]}} PeerMessage
 * @typedef {{
 *   polite: boolean,
 *   iceServers: RTCIceServer[],
 *   relayOnly?: boolean,
 *   freshServers?: () => Promise<RTCIceServer[]>,
 *   send: (message: PeerMessage) => void,
 *   onstate?: (state: RTCPeerConnectionState) => void,
 *   ontrack?: (track: MediaStreamTrack) => void,
 *   onchannels?: (channels: import("./channel/data-channels.js").Channels | null) => void,
 *   onscreen?: (tracks: MediaStreamTrack[]) => void,
 *   music?: () => boolean,
 *   safety?: import("./safety/epoch-safety.js").EpochSafety | null,
 *   clock?: import("./clock.js").Clock,
 * }} PeerOptions
 */

export {};
