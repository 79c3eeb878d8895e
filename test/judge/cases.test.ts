import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readCapture } from "../../src/capture/reader";
import { judgeCapture } from "../../src/judge";
import { duration } from "../../src/report/ladder/label";

/** Captures that are kept beside the repository, with what is true of each. */
const CASES = join(__dirname, "../../../shared/cases/captures");

/** Who is blamed for what; nobody is for what is not named. */
const BLAMED: Readonly<Record<string, readonly string[]>> = {
  "hel-endpoint-invalid": ["client RC-011"],
  "hel-other-url": ["client RC-011", "server RC-036 (reading)"],
  "clo-no-fin": ["client RC-034 (reading)", "server RC-034 (reading)"],
  "token-expires": ["client RC-062"],
  "seq-goes-on": ["client RC-061 (reading)"],
  // In these files the client leaves numbers out as well: 30 after 4 here, 9 after 4 or 4 after 1 in the others.
  "seq-hole": ["client RC-061", "server RC-061"],
  "rc-zero-window": ["client RC-061"],
  "server-hangs": ["client RC-061"],
  "slow-ack": ["client RC-061"],
  "token-unknown": ["client RC-061"],
  "http-answers": ["client RC-003"],
  ...Object.fromEntries(
    [
      ...[
        "rc-eth",
        "rc-vxlan",
        "rc-erspan",
        "rc-ipfrag",
        "rc-snap64",
        "rc-capture-gap",
        "rc-mid",
        "rc-clock-back",
        "rc-rhe-retrans",
      ],
      ...["ends-after-opn-response", "forward-reset-redial", "slow-msg", "abort-chunk", "gap-before-fin", "rejected-err", "many"],
      ...["accepted-no-rhe-fin", "lb-rhe-fin", "rhe-unanswered", "rhe-never-acked", "hel-never-acked", "two-servers"],
      ...["garbage-then-slow", "only-refused", "only-syn", "icmp-prohibited"],
    ].map((name) => [name, []]),
  ),
};

for (const [name, blamed] of Object.entries(BLAMED)) {
  const file = join(CASES, `${name}.pcap`);
  test(`who is blamed in ${name}`, { skip: existsSync(file) ? false : "../shared/cases is not there" }, async () => {
    const { sides } = judgeCapture(await readCapture(file, { everyMessage: true }));
    const found = sides.flatMap(({ role, said }) =>
      said.flatMap(({ finding }) => (finding ? [`${role} ${finding.requirement}${finding.reading ? " (reading)" : ""}`] : [])),
    );
    assert.deepEqual([...new Set(found)].sort(), blamed);
  });
}

const there = (name: string) => ({ skip: existsSync(join(CASES, `${name}.pcap`)) ? false : "../shared/cases is not there" });
const judged = async (name: string, stated = {}) =>
  judgeCapture(await readCapture(join(CASES, `${name}.pcap`), { everyMessage: true }), { stated });

test("a finding says in which packet and when", there("hel-other-url"), async () => {
  const { sides } = await judged("hel-other-url");
  const places = sides.flatMap(({ said }) =>
    said.flatMap(({ requirement, finding }) =>
      finding ? [`${requirement} ${finding.place.packet} ${duration(finding.place.t)}`] : [],
    ),
  );
  assert.deepEqual(places, ["RC-036 8 5.00 s", "RC-011 6 4.2 ms"]);
});

test("times are a finding only against a stated time", there("rejected-err"), async () => {
  const of = async (suspension: number) =>
    (await judged("rejected-err", { suspension })).sides.flatMap(({ said }) =>
      said.filter(({ requirement }) => requirement === "NS-02"),
    );
  assert.deepEqual(
    (await judged("rejected-err")).sides.flatMap(({ said }) => said.filter(({ requirement }) => requirement === "NS-02")),
    [],
  );
  const kept = await of(60_000);
  assert.equal(kept.length, 3);
  assert.ok(kept.every(({ finding, hidden }) => !finding && !hidden));
  const broken = await of(90_000);
  assert.ok(broken.every(({ finding }) => finding?.actual.startsWith("a dial 60")));
});

test("what breaks no requirement is told in figures", there("server-hangs"), async () => {
  assert.match(
    (await judged("server-hangs")).figures.join("\n"),
    /3 requests of the client without an answer \(the first a Read\)/,
  );
  assert.match((await judged("slow-msg")).figures.join("\n"), /the server answered Read after 120 s/);
  assert.match((await judged("abort-chunk")).figures.join("\n"), /the server broke off .*BadSecurityChecksFailed/);
  assert.match(
    (await judged("rejected-err")).figures.join("\n"),
    /dials again after BadTcpMessageTypeInvalid after 60\.00 s \(3 times\)/,
  );
  assert.match((await judged("rhe-unanswered")).figures.join("\n"), /a connection waited for 90 % of 400 s/);
});

for (const [name, why] of [
  ["rc-mid", /begins in the middle/],
  ["rc-snap64", /cut by the snapshot length/],
  ["rc-capture-gap", /bytes are missing from packet/],
] as const) {
  test(`${name} says what is not visible, and why`, there(name), async () => {
    const { sides } = await judged(name);
    const hidden = sides.flatMap(({ said }) => said.flatMap((each) => each.hidden ?? []));
    assert.ok(hidden.length > 0);
    for (const text of hidden) assert.match(text, why);
  });
}
