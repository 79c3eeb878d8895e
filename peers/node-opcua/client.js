"use strict";
/* global AbortController */
// node-opcua's own listening client: `ClientReverseConnect` and `connectReverse`, nothing of reverse-hello.
const { setTimeout: delay } = require("node:timers/promises");
const {
  AttributeIds,
  ClientReverseConnect,
  MessageSecurityMode,
  OPCUACertificateManager,
  OPCUAClient,
  StatusCodes,
} = require("node-opcua");
const { defaultPki, fail, ownCertificate, parseSecurity, readArguments, say, stopAtSignal } = require("./arguments");

const APPLICATION_URI = "urn:reverse-hello:peer:node-opcua:client";
const values = readArguments({
  "listen-url": { type: "string", default: "opc.tcp://127.0.0.1:0" },
  "server-uri": { type: "string" },
  "endpoint-url": { type: "string" },
  "hold-time": { type: "string", default: "30000" },
  "first-message-timeout": { type: "string", default: "120000" },
  // node-opcua's own default for what it calls the transport timeout.
  "open-timeout": { type: "string", default: "60000" },
  pki: { type: "string" },
  security: { type: "string", default: "none" },
  "application-uri": { type: "string", default: APPLICATION_URI },
});

const security = parseSecurity(values.security);
const secured = security.securityMode !== MessageSecurityMode.None;
const expectation = {
  ...(values["server-uri"] && { serverUri: values["server-uri"] }),
  ...(values["endpoint-url"] && { endpointUrl: values["endpoint-url"] }),
};
const abort = new AbortController();
let current;

function createClient(options) {
  return OPCUAClient.create({
    applicationUri: values["application-uri"],
    endpointMustExist: false,
    transportTimeout: Number(values["open-timeout"]),
    connectionStrategy: { maxRetry: -1, initialDelay: 100, maxDelay: 1000, randomisationFactor: 0 },
    ...options,
  });
}

/** GetEndpoints over a first, unsecured reverse connection: node-opcua wants the server's certificate before it connects. */
async function discoverCertificate(listener, certificateManager) {
  const client = createClient({});
  current = client;
  await client.connectReverse(listener, expectation);
  const endpoints = await client.getEndpoints();
  await client.disconnect();
  const { securityMode, securityPolicy } = security;
  const match = endpoints.find((e) => e.securityMode === securityMode && e.securityPolicyUri === securityPolicy);
  if (!match) throw new Error(`no endpoint with ${values.security} among ${endpoints.length}`);
  // node-opcua uses the certificate that it is given; whether that one can be trusted is for the application to find out.
  const status = await certificateManager.checkCertificate(match.serverCertificate);
  if (status !== StatusCodes.Good && values.pki) throw new Error(`server certificate: ${status.name}`);
  return match.serverCertificate;
}

/** Reads each second until node-opcua gives the connection up; while it reconnects by itself, reads fail and that is all. */
async function readUntilClosed(client, session) {
  let closed = false;
  client.on("close", () => (closed = true));
  const nodeToRead = { nodeId: "i=2258", attributeId: AttributeIds.Value };
  while (!abort.signal.aborted && !closed && !session.hasBeenClosed()) {
    const text = await session.read(nodeToRead).then(
      ({ statusCode, value }) => `${statusCode.name} ${value?.value?.toISOString?.() ?? ""}`,
      (error) => `failed: ${error.message.split("\n")[0]}`,
    );
    say(`read i=2258 ${text}`);
    await delay(1000, undefined, { signal: abort.signal });
  }
}

async function runOnce(listener, clientCertificateManager, own) {
  const options = secured
    ? {
        ...security,
        ...own,
        clientCertificateManager,
        serverCertificate: await discoverCertificate(listener, clientCertificateManager),
      }
    : {};
  const client = createClient(options);
  current = client;
  client.on("connection_lost", () => say("lost connection"));
  client.on("connection_reestablished", () => say("session recovered"));
  await client.connectReverse(listener, expectation);
  const session = await client.createSession();
  say(`session ${session.sessionId}`);
  try {
    await readUntilClosed(client, session);
  } finally {
    // At the end of the program its signal handler disconnects; node-opcua warns about a second call.
    if (!abort.signal.aborted) await client.disconnect();
  }
}

async function main() {
  const pki = values.pki ?? defaultPki(values["application-uri"]);
  const clientCertificateManager = new OPCUACertificateManager({
    rootFolder: pki,
    automaticallyAcceptUnknownCertificate: !values.pki,
  });
  if (secured) await clientCertificateManager.initialize();
  const listener = new ClientReverseConnect({
    connectionUrl: values["listen-url"],
    matchTimeout: Number(values["hold-time"]),
    acceptTimeout: Number(values["first-message-timeout"]),
  });
  // stop() of the listener waits for every socket that it handed over: the client goes first.
  stopAtSignal(async () => {
    abort.abort();
    await current?.disconnect();
    await listener.stop();
  });
  await listener.start();
  say(`ready port ${listener.listeningPort}`);
  while (!abort.signal.aborted) {
    try {
      await runOnce(listener, clientCertificateManager, ownCertificate(pki));
    } catch (error) {
      if (!abort.signal.aborted) say(`lost ${error.message.split("\n")[0]}`);
    }
    // Not a busy loop when every attempt fails at once.
    await delay(100, undefined, { signal: abort.signal }).catch(() => undefined);
  }
}

main().catch((error) => fail(`client: ${error.message}`));
