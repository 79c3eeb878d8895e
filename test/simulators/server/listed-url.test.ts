import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ClientReverseConnect, OPCUAClient } from "node-opcua";
import { startReverseConnectServer } from "../../../simulators/server";

/** RC-014: the EndpointUrl of the ReverseHello is one of those that GetEndpoints returns, byte for byte. */
const URLS = [
  "opc.tcp://Wanted-Server.example:4840/wanted",
  "opc.tcp://wanted-server.example/no/port/",
  "opc.tcp://wanted-server.example:4841/%C3%A4?x=1",
  "opc.tcp://[::1]:4840/six",
];

let listener: ClientReverseConnect;
before(async () => {
  listener = new ClientReverseConnect({ connectionUrl: "opc.tcp://127.0.0.1:0" });
  await listener.start();
});
after(() => listener.stop());

for (const endpointUrl of URLS) {
  test(`GetEndpoints lists the EndpointUrl ${endpointUrl} of the ReverseHello`, async () => {
    const clients = [{ endpointUrl: `opc.tcp://127.0.0.1:${listener.listeningPort}` }];
    await using server = await startReverseConnectServer({ port: 0, host: "127.0.0.1", endpointUrl, reverseConnect: { clients } });
    const client = OPCUAClient.create({ endpointMustExist: false, connectionStrategy: { maxRetry: 0 } });
    await client.connectReverse(listener, { endpointUrl });
    const listed = (await client.getEndpoints()).map((endpoint) => endpoint.endpointUrl);
    await client.disconnect();
    assert.ok(listed.includes(endpointUrl), `only ${[...new Set(listed)].join(", ")}`);
    assert.equal(server.endpointUrl, endpointUrl);
  });
}
