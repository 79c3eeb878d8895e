import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { encodeHello } from "../../../src/protocol";
import { createSession } from "./create-session";
import { NO_REQUEST } from "./no-request";

/** An upper bound of waits, in ms. */
const PATIENCE = 20_000;

const PLAIN_SERVER = `
const { LogLevel, OPCUAServer, RegisterServerMethod, get_mini_nodeset_filename, setLogLevel } = require("node-opcua");
setLogLevel(LogLevel.Emergency);
const server = new OPCUAServer({ port: 0, host: "127.0.0.1", nodeset_filename: get_mini_nodeset_filename(), registerServerMethod: RegisterServerMethod.HIDDEN });
server.start().then(() => console.log("ready " + server.endpoints[0].port));
`;

/**
 * What ../../../simulators/containment is for. A test that fails here says that this version of the library has mended the hole:
 * the cover may go, and docs/security.md says so then.
 */
async function endsTheLibrary(attack: (port: number) => Promise<void>): Promise<boolean> {
  const child = spawn(process.execPath, ["--eval", PLAIN_SERVER], { stdio: ["ignore", "pipe", "ignore"] });
  const exit = once(child, "exit").then(() => "ended" as const);
  try {
    const port = await new Promise<number>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("the plain server did not start")), PATIENCE);
      createInterface(child.stdout).on("line", (line) => {
        const found = /^ready (\d+)$/.exec(line)?.[1];
        if (found === undefined) return;
        clearTimeout(timer);
        resolve(Number(found));
      });
    });
    await attack(port);
    const alive = new Promise<"alive">((resolve) => {
      const probe = connect({ port, host: "127.0.0.1" }, () => setTimeout(() => (probe.destroy(), resolve("alive")), 1000));
      probe.on("error", () => undefined);
    });
    return (await Promise.race([exit, alive])) === "ended";
  } finally {
    child.kill("SIGKILL");
    await exit;
  }
}

test("a Hello and an OPN of 5,008 bytes in one segment still end a plain node-opcua server", async () => {
  const ended = await endsTheLibrary(async (port) => {
    const open = Buffer.alloc(5008);
    open.write("OPNF", "latin1");
    open.writeUInt32LE(5008, 4);
    const socket = connect({ port, host: "127.0.0.1" });
    socket.on("error", () => undefined);
    socket.resume();
    socket.write(Buffer.concat([encodeHello({ endpointUrl: `opc.tcp://127.0.0.1:${port}` }), open]));
    await new Promise<void>((resolve) => socket.on("close", () => resolve()));
  });
  assert.ok(ended);
});

test("CreateSession with a clientCertificate that is none still ends a plain node-opcua server", async () => {
  const ended = await endsTheLibrary(async (port) => {
    await createSession(`opc.tcp://127.0.0.1:${port}`, Buffer.from("3082ffff3003", "hex")).catch(() => undefined);
  });
  assert.ok(ended);
});

test("an OpenSecureChannel whose body is no request still ends a plain node-opcua server", async () => {
  const ended = await endsTheLibrary(async (port) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.on("error", () => undefined);
    socket.write(encodeHello({ endpointUrl: `opc.tcp://127.0.0.1:${port}` }));
    await once(socket, "data");
    socket.write(NO_REQUEST);
    await new Promise<void>((resolve) => socket.resume().on("close", () => resolve()));
  });
  assert.ok(ended);
});
