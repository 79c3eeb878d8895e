"use strict";
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
const { defaultPki, ownCertificate, parseSecurity, readArguments, runAsProgram, untilStopped } = require("./arguments");

const APPLICATION_URI = "urn:reverse-hello:peer:node-opcua:client";
const OPTIONS = {
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
};

/** One run of the program: what it was asked for, its certificates, and the client that is connected now. */
class Run {
  current;

  constructor(values, io) {
    this.values = values;
    this.io = io;
    this.security = parseSecurity(values.security);
    this.secured = this.security.securityMode !== MessageSecurityMode.None;
    this.expectation = {
      ...(values["server-uri"] && { serverUri: values["server-uri"] }),
      ...(values["endpoint-url"] && { endpointUrl: values["endpoint-url"] }),
    };
    this.pki = values.pki ?? defaultPki(values["application-uri"]);
    this.own = ownCertificate(this.pki);
    this.certificates = new OPCUACertificateManager({ rootFolder: this.pki, automaticallyAcceptUnknownCertificate: !values.pki });
  }

  get over() {
    return this.io.signal.aborted;
  }

  createClient(options) {
    this.current = OPCUAClient.create({
      applicationUri: this.values["application-uri"],
      endpointMustExist: false,
      transportTimeout: Number(this.values["open-timeout"]),
      connectionStrategy: { maxRetry: -1, initialDelay: 100, maxDelay: 1000, randomisationFactor: 0 },
      ...options,
    });
    return this.current;
  }
}

/** GetEndpoints over a first, unsecured reverse connection: node-opcua wants the server's certificate before it connects. */
async function discoverCertificate(run, listener) {
  const client = run.createClient({});
  await client.connectReverse(listener, run.expectation);
  const endpoints = await client.getEndpoints();
  await client.disconnect();
  const { securityMode, securityPolicy } = run.security;
  const match = endpoints.find((e) => e.securityMode === securityMode && e.securityPolicyUri === securityPolicy);
  if (!match) throw new Error(`no endpoint with ${run.values.security} among ${endpoints.length}`);
  // node-opcua uses the certificate that it is given; whether that one can be trusted is for the application to find out.
  const status = await run.certificates.checkCertificate(match.serverCertificate);
  if (status !== StatusCodes.Good && run.values.pki) throw new Error(`server certificate: ${status.name}`);
  return match.serverCertificate;
}

/** Reads each second until node-opcua gives the connection up; while it reconnects by itself, reads fail and that is all. */
async function readUntilClosed({ io }, client, session) {
  let closed = false;
  client.on("close", () => (closed = true));
  const nodeToRead = { nodeId: "i=2258", attributeId: AttributeIds.Value };
  while (!io.signal.aborted && !closed && !session.hasBeenClosed()) {
    const text = await session.read(nodeToRead).then(
      ({ statusCode, value }) => `${statusCode.name} ${value?.value?.toISOString?.() ?? ""}`,
      (error) => `failed: ${error.message.split("\n")[0]}`,
    );
    io.out(`read i=2258 ${text}`);
    await delay(1000, undefined, { signal: io.signal });
  }
}

async function runOnce(run, listener) {
  const { io } = run;
  const options = run.secured
    ? {
        ...run.security,
        ...run.own,
        clientCertificateManager: run.certificates,
        serverCertificate: await discoverCertificate(run, listener),
      }
    : {};
  const client = run.createClient(options);
  client.on("connection_lost", () => io.out("lost connection"));
  client.on("connection_reestablished", () => io.out("session recovered"));
  await client.connectReverse(listener, run.expectation);
  const session = await client.createSession();
  io.out(`session ${session.sessionId}`);
  try {
    await readUntilClosed(run, client, session);
  } finally {
    // At the end of the program `main` disconnects; node-opcua warns about a second call.
    if (!run.over) await client.disconnect();
  }
}

async function serve(run, listener) {
  while (!run.over) {
    try {
      await runOnce(run, listener);
    } catch (error) {
      if (!run.over) run.io.out(`lost ${error.message.split("\n")[0]}`);
    }
    // Not a busy loop when every attempt fails at once.
    await delay(100, undefined, { signal: run.io.signal }).catch(() => undefined);
  }
}

/** `io` has `out(line)`, `err(line)` and `signal`; resolves with the exit code once the signal is aborted. */
async function main(args, io) {
  const values = readArguments(OPTIONS, args);
  const run = new Run(values, io);
  if (run.secured) await run.certificates.initialize();
  const listener = new ClientReverseConnect({
    connectionUrl: values["listen-url"],
    matchTimeout: Number(values["hold-time"]),
    acceptTimeout: Number(values["first-message-timeout"]),
  });
  await listener.start();
  io.out(`ready port ${listener.listeningPort}`);
  void serve(run, listener);
  await untilStopped(io);
  // stop() of the listener waits for every socket that it handed over: the client goes first.
  await run.current?.disconnect();
  await listener.stop();
  return 0;
}

module.exports = { main };
if (require.main === module) runAsProgram(main);
