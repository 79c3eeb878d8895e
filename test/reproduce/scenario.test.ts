import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parseFeature } from "../../src/suite/catalogue";
import {
  FaultFileError,
  featureSteps,
  loadFaultScenario,
  parseFaultScenario,
  planFault,
  scenarioText,
  toFeature,
  type Fault,
} from "../../src/reproduce/scenario";

const HEAD = 'name: A fault\nrole: server\nexpect: ["exactly 1 connection waits at our client"]\n';
const parse = (rest: string, head = HEAD) => parseFaultScenario(head + rest, "/folder", "x.fault.yaml");
const faulty = (rest: string, head = HEAD): string => {
  try {
    parse(rest, head);
  } catch (error) {
    if (error instanceof FaultFileError) return error.message;
    throw error;
  }
  return "accepted";
};
const fault = (text: string): Fault => parse(`faults:\n  - ${text}\n`).faults[0] as Fault;

test("every error is one sentence with the line", () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    [
      "faults:\n  - on: {massage: HEL}\n    do: {drop: true}\n",
      /^x\.fault\.yaml:5: unknown field "massage" in faults\.on; allowed: message, /,
    ],
    ["faults:\n  - on: {message: HEY}\n    do: {drop: true}\n", /:5: faults\.on\.message must be one of HEL, .*, not "HEY"/],
    ["faults:\n  - do: {delay: soon}\n", /:5: faults\.do\.delay must be a duration such as .*, not "soon"/],
    ["faults:\n  - do: {drop: true}\n", /:5: do: "drop" works on message, not on everything/],
    ["faults:\n  - on: {message: MSG}\n    do: {drop: true}\n", /:5: on: MSG travels both ways; add "direction/],
    ["faults:\n  - on: {message: HEL}\n    do: {drop: true, duplicate: true}\n", /:6: do: "drop" and "duplicate" are two faults/],
    ["faults:\n  - on: {message: HEL, time: 1s}\n    do: {reset: true}\n", /:5: on: "message" and "time" are two events/],
    ["faults:\n  - on: {message: HEL, nth: 1, every: 2}\n    do: {drop: true}\n", /:5: on: "nth" and "every" exclude/],
    ["faults:\n  - on: {dial: true, nth: 2}\n    do: {refuse: true}\n", /:6: do: "refuse" means that nobody listens/],
    ["faults:\n  - on: {bytes: 5}\n    do: {close: true}\n", /:5: on: bytes are counted in one direction/],
    ["faults:\n  - do: {then: close}\n", /:5: do: "then" goes with hold/],
    ["faults:\n  - on: {message: HEL, nth: 1, times: 2}\n    do: {drop: true}\n", /:5: on: "nth" is one event; leave out "times"/],
    ["faults:\n  - on: {idle: 5s, times: 2}\n    do: {swallow: true}\n", /:5: on: "times" counts messages or dials/],
    ["faults:\n  - on: {dial: true, times: 2}\n    do: {accept: reset}\n    chance: 0.5\n", /:5: .*excludes "chance"/],
    [
      "faults:\n  - on: {message: HEL}\n    do: {corrupt: {field: chunk, value: FF}}\n",
      /:6: corrupt: the value "FF" takes 2 bytes, and chunk has 1/,
    ],
    [
      "faults:\n  - on: {message: HEL}\n    do: {corrupt: {field: receiveBufferSize, value: 4294967296}}\n",
      /:6: corrupt: the value 4294967296 takes 5 bytes, and receiveBufferSize has 4/,
    ],
    ["faults:\n  - on: {message: HEL}\n    do: {corrupt: {offset: 8, value: abc}}\n", /:6: .*takes 3 bytes, and "length" says 1/],
    ["faults: []\npeer: [{repeat: 0, steps: [a]}]\n", /:5: peer\.repeat|:5: peer/],
    ["faults: [}\n", /:4: this is not valid YAML/],
    ["faults: []\nrequirements: [RC-30]\n", /:5: requirements must be a requirement id such as RC-031/],
    ["faults: []\npeer: [5]\n", /:5: peer must be text/],
  ];
  for (const [text, expected] of cases) assert.match(faulty(text), expected, text);
  assert.match(faulty("faults: []\n", "name: A\nexpect: [x]\n"), /:1: the file needs the field "role"/);
  assert.match(faulty("", "just text"), /:1: the file must be a map of fields, not "just text"/);
});

/** What a router does in a file, and the sentence that makes it. */
const ROUTER: readonly (readonly [fault: string, sentence: string])[] = [
  ["do: {drop-syn: true}", "the router drops every SYN"],
  ["do: {drop-syn: {from: client}}, for: 20s", "from the start, the router drops every SYN from the client, for 20 s"],
  ["do: {lose-packets: 5}", "the router loses 5 % of the packets"],
  ["do: {forget-idle: 2min}", "the router forgets flows that are idle for 120 s"],
  [
    "do: {forget-flow: {outside: silence}}, on: {time: 1s}",
    "1 s after the first connection, the router forgets every flow and answers nobody",
  ],
  [
    "do: {reject: icmp-net}, on: {message: HEL, nth: 2}",
    "once the 2nd Hello has passed, the router rejects dials by ICMP net unreachable",
  ],
  [
    "do: {reject: {what: everything}}, on: {message: OPN, direction: to-client}",
    "once the 1st OpenSecureChannel of the server has passed, the router rejects everything by RST",
  ],
  ["do: {mtu: {bytes: 576, icmp: true}}", "the router passes at most 576 bytes at once and says so"],
  ["do: {link-down: true}, for: 2s", "from the start, the router loses its link to the client, for 2 s"],
  ["do: {link-down: server}", "the router loses its link to the server"],
  ["do: {exhaust-ports: 1}", "the router has 1 port for flows of its NAT"],
  ["do: {delay-packets: 100ms}", "the router delays packets by 100 ms"],
  ["do: {move-client: true}", "from the start, our client moves to another address under the same name"],
];

test("what only a router does becomes its sentence, and the scenario one of the network lab", () => {
  for (const [text, sentence] of ROUTER) {
    const scenario = parse(`faults: [{${text}}]\n`);
    assert.equal(featureSteps(scenario)[0]?.text, sentence);
    assert.match(toFeature(scenario), /^@server @requires:lab\n/);
    assert.match(toFeature(scenario), /When the router works again\n/);
  }
  assert.doesNotMatch(toFeature(parse("faults: [{do: {refuse: true}}]\n")), /lab/);
});

test("a router's fault that makes no sense is refused, with the line", () => {
  for (const [text, expected] of [
    ["do: {melt: true}", /unknown field "melt" in faults\.do; allowed: .*drop-syn/],
    ["do: {drop-syn: true, delay: 1s}", /:5: do: "drop-syn" and "delay" are two faults/],
    ["do: {mtu: 1.5}", /:5: do: mtu: bytes is a whole number over 0, not 1\.5/],
    ["do: {rate: true}", /:5: do: rate needs kbit, a number over 0; it has none/],
    ["do: {lose-packets: 120}", /percent is at most 100/],
    ["do: {forget-idle: 1500ms}", /after is a whole number over 0, not 1\.5/],
    ["do: {drop-syn: {from: sut}}", /faults\.do\.drop-syn\.from must be one of server, client, not "sut"/],
    ["do: {reject: loudly}", /how is one of rst, icmp-host/],
    ["do: {silence: true}, chance: 0.5", /:5: "silence" has no "chance"/],
    ["do: {silence: true}, on: {every: 2, message: HEL}", /:5: on: "silence" waits for nothing, for "time", or for "message"/],
    ["do: {silence: true}, on: {message: any}", /waits for a certain message, not for any/],
    ["do: {silence: true}, on: {message: MSG}", /MSG travels both ways; add "direction/],
    ["do: {silence: true}, on: {direction: to-client}", /say whose packets by "from" of "silence"/],
    ["do: {move-client: true}, for: 2s", /:5: "for" does not go with "move-client"/],
    ["on: {message: HEL}, do: {drop: true}, for: 2s", /:5: "for" ends a fault of everything or of dials, not one on message/],
  ] as const)
    assert.match(faulty(`faults:\n  - {${text}}\n`), expected, text);
  const client = "name: A\nrole: client\nfaults: [{do: {move-client: true}}]\nexpect: [x]\n";
  assert.throws(() => parseFaultScenario(client, "/", "x"), /moves the client that we play; here the client is the product/);
});

test("a fault of the proxy that ends by itself says so in its table", () => {
  const scenario = parse("faults: [{do: {delay: 1s}, for: 3s}, {do: {accept: reset}, for: 2s}]\n");
  const tables = featureSteps(scenario).flatMap(({ from, table }) =>
    from === "fault" ? [Object.fromEntries(table ?? [])["for"]] : [],
  );
  assert.deepEqual(tables, ["3 s", "3 s", "2 s"]);
});

test("events and deeds become toxics of the proxy", () => {
  const [toxic] = planFault(
    fault("{on: {connection: 1, direction: to-server, message: HEL, nth: 1}, do: {hold: 12s, then: reset}}"),
    0,
  ).toxics;
  assert.deepEqual(toxic, {
    type: "opcua_message",
    direction: "to-server",
    attributes: {
      message: "HEL",
      nth: 1,
      scope: "connection",
      connection: 1,
      action: "cut",
      position: "before",
      how: "rst",
      delay: 12_000,
    },
  });
  const plan = (text: string) => planFault(fault(text), 0);
  assert.equal(plan("{on: {message: ACK}, do: {drop: true}, chance: 0.3}").toxics[0]?.attributes["probability"], 0.3);
  assert.equal(plan("{on: {message: ACK}, do: {drop: true}}").toxics[0]?.direction, "to-client");
  assert.deepEqual(
    plan("{do: {delay: 1s}}").toxics.map(({ direction }) => direction),
    ["to-client", "to-server"],
  );
  assert.deepEqual(plan("{on: {time: 5min}, do: {reset: true}, chance: 0.5}").toxics, [
    { type: "close_after", attributes: { delay: 300_000, how: "rst" }, direction: "to-client", toxicity: 0.5 },
  ]);
  assert.deepEqual(plan("{name: full, on: {dial: true, nth: 3}, do: {accept: reset}}").connect, [
    { name: "full", mode: "accept_rst", nth: 3 },
  ]);
  assert.deepEqual(plan("{do: {refuse: true}}").connect, [{ name: "fault-1", mode: "refuse" }]);
});

test("a file becomes a feature that Gherkin reads", () => {
  const scenario = parse(
    [
      "symptom: '@weird: it says'",
      "faults:",
      "  - {on: {message: RHE, nth: 2}, do: {close: {after-bytes: 5}}}",
      "  - {name: odd, on: {message: HEL}, do: {corrupt: {field: endpointUrl, value: 'a|b'}}}",
      "peer: [a waiting connection, 'our client answers Hello with': {EndpointUrl: the same URL}, Then the server sends Acknowledge]",
      "requirements: [RC-030]",
      "",
    ].join("\n"),
    HEAD.replace("peer:", ""),
  );
  const [feature] = parseFeature(toFeature(scenario), "faults/a.feature");
  assert.equal(feature?.id, "faults-a-01");
  assert.deepEqual(feature?.roles, ["server"]);
  assert.deepEqual(feature?.requirements, ["RC-030"]);
  const text = toFeature(scenario);
  assert.match(text, /Given a network that cuts the 2nd ReverseHello after 5 bytes\n/);
  assert.match(text, /And a network with the toxic "opcua_message" on what the client sends\n/);
  assert.match(text, /\| value +\| a\\\|b +\|/);
  assert.match(
    text,
    /When our client answers Hello with\n +\| EndpointUrl \| the same URL \|\n +Then the server sends Acknowledge\n +And exactly 1 connection/,
  );
  assert.match(text, /When the network heals\n +Then our client gets a session on the next connection\n/);
});

test("a scenario that was written reads back the same", () => {
  const scenario = parse("faults:\n  - {on: {message: HEL}, do: {drop: true}}\npeer: [{a b: {c: d}}]\nseed: 7\nlast: []\n");
  const again = parseFaultScenario(scenarioText(scenario), "/folder", "y");
  const plain = (value: unknown) =>
    JSON.parse(JSON.stringify(value, (key, one: unknown) => (key === "line" ? undefined : one))) as unknown;
  assert.deepEqual(plain(again), plain(scenario));
});

test("the examples load, at least ten of them", async () => {
  const folder = join(__dirname, "..", "..", "docs", "faults");
  const files = readdirSync(folder).filter((name) => name.endsWith(".fault.yaml"));
  assert.ok(files.length >= 10, `${files.length} examples`);
  for (const name of files) assert.ok((await loadFaultScenario(join(folder, name))).symptom, name);
});

test("a group of steps comes so many times, also inside another one", () => {
  const { peer } = parse("faults: []\npeer:\n  - a\n  - repeat: 2\n    steps:\n      - b\n      - {repeat: 2, steps: [c]}\n");
  assert.deepEqual(
    peer.map(({ text }) => text),
    ["a", "b", "c", "c", "b", "c", "c"],
  );
  assert.equal(peer[1]?.line, 9);
});

test("at most so many messages or dials", () => {
  const message = planFault(fault("{on: {message: HEL, times: 3}, do: {drop: true}}"), 0);
  assert.equal(message.toxics[0]?.attributes["count"], 3);
  const dial = planFault(fault("{on: {dial: true, every: 2, times: 3}, do: {accept: reset}}"), 0);
  assert.deepEqual(dial.connect[0], { name: "fault-1", mode: "accept_rst", every: 2, count: 3 });
});
