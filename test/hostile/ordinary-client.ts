import assert from "node:assert/strict";
import { OPCUAClient, type ClientSession } from "node-opcua";

/** An ordinary client gets a session over a server's port and reads. */
export async function servesForward(port: number): Promise<void> {
  const client = OPCUAClient.create({ endpointMustExist: false, connectionStrategy: { maxRetry: 0 } });
  await client.connect(`opc.tcp://127.0.0.1:${port}`);
  const session = await client.createSession();
  await reads(session);
  await session.close();
  await client.disconnect();
}

/** The session reads the server's time. */
export async function reads(session: ClientSession): Promise<void> {
  assert.ok((await session.read({ nodeId: "i=2258", attributeId: 13 })).value.value instanceof Date);
}
