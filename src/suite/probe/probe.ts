import { setTimeout as delay } from "node:timers/promises";
import { RawDialer, type RawConnection } from "../../../simulators/raw";
import { encodeReverseHello } from "../../protocol";
import { startingTime, type SutDescription } from "../sut";
import { OUR_REDIAL, Timing } from "../timing";
import { PATIENCE, probeServer } from "./server";
import { startForProbe } from "./start";
import { HopelessSutError, type ProbeOptions } from "./types";
import { messageOf } from "../../text";

/**
 * Starts the SUT once, before the run, and compares what its description claims with what it does, as far as that takes a second
 * or two. Resolves with one sentence for each disagreement; what it cannot find out it leaves to the scenarios. Rejects with
 * HopelessSutError for one that does not start, does not dial or does not listen.
 */
export async function probeSut(sut: SutDescription, options: ProbeOptions): Promise<string[]> {
  // What runs already is not disturbed: its next dial may be a suspension away.
  if (!sut.start[options.role]) return [];
  const timing = new Timing(sut.timing, options.timeScale);
  try {
    return options.role === "server" ? await probeServer(sut, timing, options) : await probeClient(sut, timing, options);
  } catch (error) {
    if (error instanceof HopelessSutError) throw error;
    return [`${sut.name} could not be probed: ${messageOf(error)}`];
  }
}

const WANTED = { serverUri: "urn:reverse-hello:probe", endpointUrl: "opc.tcp://localhost:4840/probe" };

async function probeClient(sut: SutDescription, timing: Timing, options: ProbeOptions): Promise<string[]> {
  let port = 0;
  const values = async () => {
    port = await options.ports.allocate();
    return { listenUrl: `opc.tcp://127.0.0.1:${port}`, ...WANTED };
  };
  const groups = sut.start.client?.options ?? {};
  const filter = ["filter-server-uri", "filter-endpoint-url", "accept-any"].find((name) => name in groups);
  const running = await startForProbe(sut, filter ? [filter] : [], values, options);
  const dialer = new RawDialer({ host: "127.0.0.1", port });
  try {
    const within = timing.by(timing.stated.holdTime);
    const patience = timing.prompt * PATIENCE + startingTime(sut.start.client, timing.scale);
    const connection = await dialUntil(dialer, performance.now() + patience, options.signal);
    if (!connection)
      throw new HopelessSutError(
        `${sut.name} does not listen on {listenUrl} (opc.tcp://127.0.0.1:${port}) within ${patience} ms of its start: no scenario can run; look at the address in start.command of ${sut.file}`,
      );
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

/** Dials until the client takes the connection, as servers do; rejects when the run is stopped. */
async function dialUntil(dialer: RawDialer, end: number, signal: AbortSignal): Promise<RawConnection | undefined> {
  for (let left = end - performance.now(); left > 0; left = end - performance.now()) {
    const connection = await dialer.dial(AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(left))])).catch(() => undefined);
    if (connection) return connection;
    await delay(OUR_REDIAL, undefined, { signal });
  }
  return undefined;
}
