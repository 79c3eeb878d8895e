import { OUR_KEEP_ALIVE } from "../../src/suite/conversation/real-server";
import { ANOTHER_SESSION } from "../../src/suite/states";
import type { ReverseHelloWorld } from "./world";

/**
 * What was broken below the sockets is whole again by itself: a server dials and gives a session, a client has its session on or another
 * one. It may take its next dial (or that of our server) and, with `keepAlive`, until either side has noticed that its connection is dead.
 */
export async function recovers(world: ReverseHelloWorld, keepAlive: boolean): Promise<void> {
  const { context, server, stack, sessions } = world.stage;
  const { timing, setup } = context;
  const { redial, connectTimeout } = timing.stated;
  const noticed = keepAlive ? timing.stated.keepAlive : 0;
  if (setup.role === "server")
    return world.stage.judge(ANOTHER_SESSION.server, () =>
      stack.opensSessionWithin(server.client(), timing.by(noticed + connectTimeout + redial)),
    );
  const ours = keepAlive ? OUR_KEEP_ALIVE : 0;
  return world.stage.judge(world.stage.client.sessionGround, () => sessions.recovers(sessions.deadline + noticed + ours));
}
