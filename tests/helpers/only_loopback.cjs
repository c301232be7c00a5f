// Loaded into a foreign program of Node.js before it starts: connects to this machine only, and reports anything else on stderr.
const dns = require("node:dns");
const net = require("node:net");

const HERE = new Set(["127.0.0.1", "::1", "localhost", undefined]);

function refuse(host) {
  process.stderr.write(`REFUSED ${host}\n`);
  return Object.assign(new Error(`not on this machine: ${host}`), { code: "EREFUSED" });
}

const lookup = dns.lookup;
dns.lookup = (host, ...rest) => (HERE.has(host) ? lookup(host, ...rest) : rest.at(-1)(refuse(host)));

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...given) {
  const options = net._normalizeArgs(given)[0];
  if (!options.path && !HERE.has(options.host)) return this.destroy(refuse(options.host));
  return connect.apply(this, given);
};
