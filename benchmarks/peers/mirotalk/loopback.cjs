// Loaded before MiroTalk's server, which listens on every address: only this machine's own here.
const { Server } = require("node:net");

const { listen } = Server.prototype;
Server.prototype.listen = function (port, host, ...more) {
  return listen.call(this, port, host ?? "127.0.0.1", ...more);
};
