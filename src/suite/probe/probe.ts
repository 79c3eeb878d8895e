import { RawDialer } from "../../../simulators/raw";
import { encodeReverseHello } from "../../protocol";
import type { SutDescription } from "../sut";
import { Timing } from "../timing";
import { probeServer } from "./server";
import { startForProbe } from "./start";
import type { ProbeOptions } from "./types";

/**
 * Starts the SUT once, before the run, and compares what its description claims with what it does, as far as that takes a second
 * or two. Resolves with one sentence for each disagreement; what it cannot find out it leaves to the scenarios.
 */
export async function probeSut(sut: SutDescription, options: ProbeOptions): Promise<string[]> {
  // What runs already is not disturbed: its next dial may be a suspension away.
  if (!sut.start[options.role]) return [];
  const timing = new Timing(sut.timing, options.timeScale);
  try {
    return options.role === "server" ? await probeServer(sut, timing, options) : await probeClient(sut, timing, options);
  } catch (error) {
    return [`${sut.name} could not be probed: ${error instanceof Error ? error.message : String(error)}`];
  }
}

const WANTED = { serverUri: "urn:reverse-hello:probe", endpointUrl: "opc.tcp://localhost:4840/probe" };

async function probeClient(sut: SutDescription, timing: Timing, options: ProbeOptions): Promise<string[]> {
  const port = await options.ports.allocate();
  const listenUrl = `opc.tcp://127.0.0.1:${port}`;
  const groups = sut.start.client?.options ?? {};
  const filter = ["filter-server-uri", "filter-endpoint-url", "accept-any"].find((name) => name in groups);
  const running = await startForProbe(sut, filter ? [filter] : [], { listenUrl, ...WANTED }, options);
  const dialer = new RawDialer({ host: "127.0.0.1", port });
  try {
    const within = timing.by(timing.stated.holdTime);
    const connection = await dialer.dial(AbortSignal.timeout(timing.prompt)).catch(() => undefined);
    if (!connection) return [`${sut.name} says that it is ready and does not listen on {listenUrl} (${listenUrl})`];
    await connection.send(encodeReverseHello(WANTED));
    const hello = await connection.message("HEL", within).catch(() => undefined);
    if (hello) return [];
    return [
      `${sut.name} did not answer the ReverseHello of a server that it was told of within ${within} ms; reverse-hello doctor finds out more`,
    ];
  } finally {
    dialer.stop();
    await running.stop();
  }
}
