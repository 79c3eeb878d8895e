import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { AttributeIds, DataType, LogLevel, setLogLevel, StatusCodes, Variant } from "node-opcua";
import { AGGREGATION_URI, AggregationConfigError, AggregationServer } from "../../../src";
import { Aggregation, forwardUrl, listeningClient, Session, underlyingServer } from "./helpers";

setLogLevel(LogLevel.Emergency);

const REVERSE = { serverUri: "urn:test:reverse" };

test("forward and reverse below, forward and reverse above, all at once", async () => {
  await using above = await listeningClient();
  await using below = await underlyingServer("urn:test:forward");
  await using aggregation = await Aggregation.start({
    underlying: [
      { name: "dialed", endpointUrl: forwardUrl(below) },
      { name: "dialing", reverse: REVERSE },
    ],
    listen: "opc.tcp://127.0.0.1:0",
    server: { reverseConnect: { clients: [{ endpointUrl: above.url }], redial: 100 } },
  });
  await using reverse = await underlyingServer(REVERSE.serverUri, { dial: aggregation.started.manager?.url ?? "" });
  await Promise.all(["dialed", "dialing"].map((name) => aggregation.reaches(name, "up")));
  await using clientForward = await Session.forward(aggregation.url);
  await using clientReverse = await Session.reverse(above, AGGREGATION_URI);
  for (const client of [clientForward, clientReverse]) {
    for (const name of ["dialed", "dialing"]) {
      const value = await client.read(aggregation.node(name, "Setpoint"));
      assert.equal(value.statusCode, StatusCodes.Good);
      assert.equal(value.value.dataType, DataType.Double);
    }
  }
  assert.notEqual(reverse.port, below.port);
});

test("nodes are browsed, written, called and followed through the aggregation server", async () => {
  await using below = await underlyingServer("urn:test:through");
  await using aggregation = await Aggregation.start({ underlying: [{ name: "plant", endpointUrl: forwardUrl(below) }] });
  await aggregation.reaches("plant", "up");
  await using client = await Session.forward(aggregation.url);
  const { session } = client;

  const objects = await session.browse("i=85");
  const folder = objects.references?.find(({ browseName }) => browseName.name === "plant");
  assert.ok(folder, "a folder for the underlying server");
  const inside = await session.browse(folder.nodeId.toString());
  const names = inside.references?.map(({ browseName }) => browseName.name) ?? [];
  assert.deepEqual(names.sort(), ["Connected", "Reference"]);
  const reference = await session.browse(aggregation.node("plant", "Reference"));
  const members = reference.references?.map(({ browseName }) => browseName.name) ?? [];
  assert.deepEqual(members.sort(), ["Add", "Clock", "Counter", "Setpoint", "Wave"]);

  const setpoint = aggregation.node("plant", "Setpoint");
  const value = { value: new Variant({ dataType: DataType.Double, value: 12.5 }) };
  assert.equal(await session.write({ nodeId: setpoint, attributeId: AttributeIds.Value, value }), StatusCodes.Good);
  assert.equal((await client.read(setpoint)).value.value, 12.5);
  await using direct = await Session.forward(forwardUrl(below));
  assert.equal((await direct.read("ns=1;s=Setpoint")).value.value, 12.5);

  const wrong = { value: new Variant({ dataType: DataType.String, value: "no number" }) };
  const refused = await session.write({ nodeId: setpoint, attributeId: AttributeIds.Value, value: wrong });
  assert.equal(refused, StatusCodes.BadTypeMismatch);
  const connected = `ns=${aggregation.namespaceOf("plant")};s=Folder/Connected`;
  assert.equal((await client.read(connected)).value.value, true);
  const readOnly = await session.write({
    nodeId: connected,
    attributeId: AttributeIds.Value,
    value: { value: { dataType: "Boolean", value: false } },
  });
  assert.equal(readOnly, StatusCodes.BadNotWritable);

  const numbers = [2, 40].map((number) => new Variant({ dataType: DataType.Double, value: number }));
  const objectId = aggregation.node("plant", "Reference");
  const sum = await session.call({ objectId, methodId: aggregation.node("plant", "Add"), inputArguments: numbers });
  assert.equal(sum.statusCode, StatusCodes.Good);
  assert.equal(sum.outputArguments?.[0]?.value, 42);

  const values = await client.follow(aggregation.node("plant", "Counter"), (_value, count) => count >= 4);
  const counts = values.map(({ value: { value } }) => value as number);
  assert.deepEqual(
    [...new Set(counts)],
    [...counts].sort((a, b) => a - b),
    "each value once, rising",
  );
});

test("an outage shows as BadNoCommunication and ends as Good, and the other server is not disturbed", async () => {
  await using steady = await underlyingServer("urn:test:steady");
  await using aggregation = await Aggregation.start({
    underlying: [
      { name: "steady", endpointUrl: forwardUrl(steady) },
      { name: "shaky", reverse: { serverUri: "urn:test:shaky" } },
    ],
    listen: "opc.tcp://127.0.0.1:0",
  });
  const dial = aggregation.started.manager?.url ?? "";
  const first = await underlyingServer("urn:test:shaky", { dial });
  await Promise.all(["steady", "shaky"].map((name) => aggregation.reaches(name, "up")));
  await using client = await Session.forward(aggregation.url);
  const setpoint = aggregation.node("shaky", "Setpoint");
  let second: Awaited<ReturnType<typeof underlyingServer>> | undefined;
  try {
    const values = await client.follow(
      setpoint,
      ({ statusCode }, count) => count >= 3 && statusCode.isGood(),
      async () => {
        await first.stop();
        await aggregation.reaches("shaky", "down");
        assert.equal((await client.read(setpoint)).statusCode, StatusCodes.BadNoCommunication);
        const value = { value: new Variant({ dataType: DataType.Double, value: 1 }) };
        const write = await client.session.write({ nodeId: setpoint, attributeId: AttributeIds.Value, value });
        assert.equal(write, StatusCodes.BadNoCommunication);
        assert.equal((await client.read(aggregation.node("steady", "Setpoint"))).statusCode, StatusCodes.Good);
        second = await underlyingServer("urn:test:shaky", { dial });
        await aggregation.reaches("shaky", "up", 2);
      },
    );
    const statuses = values.map(({ statusCode }) => statusCode.name);
    assert.deepEqual(statuses, ["Good", "BadNoCommunication", "Good"]);
    const steadyEvents = aggregation.events.filter((event) => event.type === "underlying" && event.name === "steady");
    assert.deepEqual(
      steadyEvents.map((event) => event.type === "underlying" && event.state),
      ["connecting", "up"],
    );
  } finally {
    await second?.stop();
  }
});

test("a server that comes back with another address space is browsed again", async () => {
  await using aggregation = await Aggregation.start({
    underlying: [{ name: "changing", reverse: { serverUri: "urn:test:changing" } }],
    listen: "opc.tcp://127.0.0.1:0",
  });
  const dial = aggregation.started.manager?.url ?? "";
  const first = await underlyingServer("urn:test:changing", { dial });
  await aggregation.reaches("changing", "up");
  await first.stop();
  await aggregation.reaches("changing", "down");
  await using _second = await underlyingServer("urn:test:changing", { dial, referenceNodes: false });
  await aggregation.reaches("changing", "up", 2);
  await using client = await Session.forward(aggregation.url);
  assert.equal((await client.read(aggregation.node("changing", "Setpoint"))).statusCode, StatusCodes.BadNodeIdUnknown);
  assert.equal(aggregation.started.underlying[0]?.nodes, 0);
});

test("secured on every side", async () => {
  const security = { securityMode: "SignAndEncrypt", securityPolicy: "Basic256Sha256" } as const;
  await using below = await underlyingServer("urn:test:secure");
  await using aggregation = await Aggregation.start({
    underlying: [
      { name: "dialed", endpointUrl: forwardUrl(below), ...security },
      { name: "dialing", reverse: { serverUri: "urn:test:secure-reverse" }, ...security },
    ],
    listen: "opc.tcp://127.0.0.1:0",
  });
  await using _reverse = await underlyingServer("urn:test:secure-reverse", { dial: aggregation.started.manager?.url ?? "" });
  await Promise.all(["dialed", "dialing"].map((name) => aggregation.reaches(name, "up")));
});

test("an untrusted underlying server is not used, and the reason is told", async () => {
  await using below = await underlyingServer("urn:test:untrusted");
  await using aggregation = await Aggregation.start({
    underlying: [{ name: "untrusted", endpointUrl: forwardUrl(below), securityMode: "Sign" }],
    identity: { autoAccept: false },
  });
  await aggregation.reaches("untrusted", "down");
  assert.match(aggregation.started.underlying[0]?.detail ?? "", /not trusted \(BadCertificateUntrusted\)/);
});

test("stop ends within a second, with servers up, down and never seen, and twice", async () => {
  await using below = await underlyingServer("urn:test:stop");
  await using silent = createServer((socket) => void socket.resume()).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const { port } = silent.address() as { port: number };
  const aggregation = await Aggregation.start({
    underlying: [
      { name: "up", endpointUrl: forwardUrl(below) },
      { name: "silent", endpointUrl: `opc.tcp://127.0.0.1:${port}` },
      { name: "never", reverse: { serverUri: "urn:test:never" } },
    ],
    listen: "opc.tcp://127.0.0.1:0",
  });
  await aggregation.reaches("up", "up");
  await using _client = await Session.forward(aggregation.url);
  const begin = performance.now();
  await Promise.all([aggregation.started.stop(), aggregation.started.stop()]);
  const took = performance.now() - begin;
  assert.ok(took < 2000, `stop took ${took} ms`);
});

test("options that cannot work are named", () => {
  const wrong: [AggregationConfigError["field"], ConstructorParameters<typeof AggregationServer>[0]][] = [
    ["underlying[0]", { underlying: [{ name: "a" }] }],
    ["listen", { underlying: [{ name: "a", reverse: { serverUri: "urn:a" } }] }],
    ["underlying[0].reverse", { underlying: [{ name: "a", reverse: {} }], listen: "opc.tcp://127.0.0.1:0" }],
    ["underlying[1].name", { underlying: ["opc.tcp://a", "opc.tcp://b"].map((endpointUrl) => ({ name: "a", endpointUrl })) }],
  ];
  for (const [field, options] of wrong) {
    assert.throws(
      () => new AggregationServer(options),
      (error: unknown) => error instanceof AggregationConfigError && error.field === field,
    );
  }
});
