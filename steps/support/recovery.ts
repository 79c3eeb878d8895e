import { OUR_KEEP_ALIVE } from "../../src/suite/conversation/real-server";
import type { ListeningPeer } from "../../src/suite/conversation/listening-peer";
import { ANOTHER_SESSION } from "../../src/suite/states";
import type { ReverseHelloWorld } from "./world";

/**
 * What was broken below the sockets is whole again by itself: a server dials and gives a session, a client has its session on or another
 * one. It may take its next dial (or that of our server) and, with `keepAlive`, until either side has noticed that its connection is dead.
 */
export async function recovers(world: ReverseHelloWorld, keepAlive: boolean): Promise<void> {
  const { context, lab, stack, server, sessions, client } = world.stage;
  const { timing, setup } = context;
  const { redial, connectTimeout, keepAlive: stated } = timing.stated;
  const noticed = keepAlive ? stated : 0;
  if (setup.role === "server") {
    const allowedMs = timing.dialBy(noticed + connectTimeout + redial);
    const valueAt = await goesOn(world);
    await world.stage.judge(ANOTHER_SESSION.server, () => stack.opensSessionWithin(server.client(), allowedMs));
    isBack(world, server.client(), allowedMs, valueAt);
    return;
  }
  const allowedMs = sessions.deadline + noticed + (keepAlive ? OUR_KEEP_ALIVE : 0);
  await world.stage.judge(client.sessionGround, () => sessions.recovers(allowedMs));
  lab.recovered(allowedMs);
}

/** When a session that the fault has spared gave a value again; undefined: it did not, or there was none. */
async function goesOn({ stage }: ReverseHelloWorld): Promise<number | undefined> {
  return (await stage.stack.goesOn(stage.server.client())) ? stage.context.trace.now() : undefined;
}

/** A server's connection carries a session, in the lab after a fault or in spite of one: how long it took is a figure of the report. */
export function isBack({ stage }: ReverseHelloWorld, { view, current }: ListeningPeer, allowedMs: number, valueAt?: number): void {
  stage.lab.recovered(allowedMs, view.said(current).find(({ message }) => message.type === "RHE")?.t, valueAt);
}
