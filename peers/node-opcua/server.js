"use strict";
// node-opcua's own reverse-connecting server: only its documented `reverseConnect` option, nothing of reverse-hello.
const { URL } = require("node:url");
const { MessageSecurityMode, OPCUACertificateManager, OPCUAServer, SecurityPolicy, nodesets } = require("node-opcua");
const { defaultPki, ownCertificate, parseSecurity, readArguments, runAsProgram, untilStopped } = require("./arguments");

const OPTIONS = {
  "client-url": { type: "string", multiple: true, default: [] },
  "server-uri": { type: "string", default: "urn:reverse-hello:peer:node-opcua" },
  "endpoint-url": { type: "string" },
  port: { type: "string" },
  redial: { type: "string", default: "1000" },
  "max-redial": { type: "string" },
  "connect-timeout": { type: "string", default: "120000" },
  pki: { type: "string" },
  security: { type: "string", default: "none" },
};

/** `io` has `out(line)`, `err(line)` and `signal`; resolves with the exit code once the signal is aborted. */
async function main(args, io) {
  const values = readArguments(OPTIONS, args);
  const applicationUri = values["server-uri"];
  const url = new URL(values["endpoint-url"] ?? `opc.tcp://127.0.0.1:${values.port ?? 0}`);
  const { securityPolicy, securityMode } = parseSecurity(values.security);
  const secured = securityMode !== MessageSecurityMode.None;
  const pki = values.pki ?? defaultPki(applicationUri);
  const serverCertificateManager = new OPCUACertificateManager({
    rootFolder: pki,
    automaticallyAcceptUnknownCertificate: !values.pki,
  });
  await serverCertificateManager.initialize();
  const server = new OPCUAServer({
    // The ReverseHello names endpoints[0]: host and path are free, the port is the one that is listened on.
    host: "127.0.0.1",
    hostname: url.hostname,
    port: Number(values.port ?? (url.port || 0)),
    resourcePath: url.pathname === "/" ? "" : url.pathname,
    // The standard address space without the companion nodesets; it has the Server object.
    nodeset_filename: [nodesets.standard],
    serverInfo: { applicationUri, productUri: "urn:reverse-hello:peer" },
    serverCertificateManager,
    userCertificateManager: serverCertificateManager,
    ...ownCertificate(pki),
    securityPolicies: secured ? [SecurityPolicy.None, securityPolicy] : [SecurityPolicy.None],
    securityModes: secured ? [MessageSecurityMode.None, securityMode] : [MessageSecurityMode.None],
    maxConnectionsPerEndpoint: 100,
    reverseConnect: {
      connections: values["client-url"].map((endpointUrl) => ({ endpointUrl })),
      reconnectDelay: Number(values.redial),
      // As shipped the delay doubles up to a minute; a test that waits for the stated redial needs one that stays.
      maxReconnectDelay: Number(values["max-redial"] ?? values.redial),
      connectionTimeout: Number(values["connect-timeout"]),
    },
  });
  await server.start();
  io.out(`ready ${server.getEndpointUrl()}`);
  await untilStopped(io);
  await server.shutdown(0);
  return 0;
}

module.exports = { main };
if (require.main === module) runAsProgram(main);
