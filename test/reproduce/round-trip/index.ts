import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, describe, it } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { parse } from "yaml";
import { packageRoot } from "../../../src/files";
import { enterHouse, examine } from "../../../src/lab";
import { withSbin } from "../../../src/lab/run";
import { runCli } from "../../cli/run-cli";

/** `npm run test:round-trip`: each example of docs/faults is recorded by tcpdump on loopback and imported, as a capture from the field is. */
interface Expected {
  /** The drafted faults, without figures of time. */
  readonly draft: readonly object[];
  /** The same where the dialer was a moment slower, and had not spoken yet. */
  readonly orElse?: readonly (readonly object[])[];
  /** What the time line ends with. */
  readonly says: RegExp;
  /** Where the draft is not the file's own fault: why the wire shows no more. */
  readonly because?: string;
}

const reset = { reset: true };
const EXPECTED: Readonly<Record<string, Expected>> = {
  "01-nat-drops-idle-connection": {
    draft: [{ on: { message: "ACK", direction: "to-client", nth: 1 }, do: { drop: true } }],
    says: /likely +connection \d+: HEL got no ACK in \S+ s: the server's program does not answer, or a box between them lost/,
    because: "that the Hello was lost, and not its answer, shows only beside the other side's record",
  },
  "02-firewall-resets-after-a-time": {
    draft: [{ on: { time: "" }, do: reset }],
    says: /likely +connection \d+: an open session was reset by the server's side after 1\.5/,
  },
  "03-client-restarts-in-handshake": {
    draft: [{ on: { message: "HEL", direction: "to-server", nth: 1 }, do: reset }],
    says: /likely +connection \d+: the connection was reset right behind HEL, by the server's side/,
  },
  "04-proxy-accepts-while-client-is-down": {
    draft: [{ on: { message: "RHE", direction: "to-client", nth: 2 }, do: { close: true } }],
    orElse: [
      [{ on: { message: "RHE", direction: "to-client", nth: 1 }, do: { close: true } }],
      [{ on: { dial: true, nth: 1 }, do: { accept: "close" } }],
    ],
    says: /(likely|possible) +connection \d: the client's side .*closed .*a load balancer in front of a client that is down/,
    because: "the ReverseHello was on its way already; that it was lost makes no difference to its sender",
  },
  "05-cable-pulled": {
    draft: [{ on: { time: "" }, do: reset }],
    says: /likely +connection \d+: an open session was reset by the server's side after \S+ s, \S+ s of them idle/,
    because: "nobody said anything that could be lost until the resets came",
  },
  "06-slow-link-slices": {
    draft: [],
    says: /nothing looks like a fault|most likely first:\n +unlikely/,
    because: "TCP has no messages: small pieces and 50 ms are no fault on the wire, and nothing failed",
  },
  "07-clock-jumps": {
    draft: [],
    says: /nobody answered the ReverseHello in/,
    because: "nothing of the network's: the client took no session",
  },
  "08-two-servers-one-uri": { draft: [], says: /not the network: the client refused with BadTcpMessageTypeInvalid/ },
  "09-certificate-renewed-between-passes": { draft: [], says: /not the network: the server refused with BadSecurityChecksFailed/ },
  "10-backlog-full": {
    draft: [{ on: { message: "RHE", direction: "to-client", nth: 1 }, do: reset }],
    orElse: [[{ on: { dial: true, nth: 1 }, do: { accept: "reset" } }]],
    says: /likely +connection 1: the client's side .*reset/,
    because: "a reset of the accepted connection and one right behind the ReverseHello are one and the same to the server",
  },
  "11-acknowledge-lost": {
    draft: [{ on: { message: "ACK", direction: "to-client", nth: 1 }, do: { drop: true } }],
    says: /likely +connection \d+: HEL got no ACK in \S+ s; then the server gave up with BadTimeout/,
  },
  "12-refused-for-a-while": {
    draft: [{ on: { dial: true, nth: 1 }, do: { accept: "reset" } }],
    says: /likely +\d+ dials to \S+ refused \(RST\): nobody (listens|listened) there/,
  },
};

const FAULTS = join(packageRoot(), "docs", "faults");
const work = mkdtempSync(join(tmpdir(), "reverse-hello-round-trip-"));

/** The capture of one example; the example itself has to come to what its file expects. */
async function recorded(way: Parameters<typeof enterHouse>[0], name: string): Promise<string> {
  const capture = join(work, `${name}.pcap`);
  const program = [process.execPath, "--require", "ts-node/register", join(__dirname, "record.ts")];
  const [command = "", ...words] = enterHouse(way, [
    ...program,
    join(FAULTS, `${name}.fault.yaml`),
    capture,
    join(work, `${name}.report`),
  ]);
  const child = spawn(command, words, { env: withSbin(process.env), stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  const [code] = (await once(child, "close")) as [number | null];
  assert.equal(code, 0, said);
  return capture;
}

/** Figures of time differ from run to run. */
function drafted(file: string): object[] {
  const { faults } = parse(readFileSync(file, "utf8")) as { faults: { on?: { time?: string } }[] };
  return faults.map((fault) => (fault.on?.time === undefined ? fault : { ...fault, on: { time: "" } }));
}

after(() => rmSync(work, { recursive: true, force: true }));

describe("each example of docs/faults, recorded by tcpdump without our comments", { concurrency: 2 }, () => {
  it("is in the table", async () => {
    const files = (await readdir(FAULTS)).filter((name) => name.endsWith(".fault.yaml"));
    assert.deepEqual(files.map((name) => basename(name, ".fault.yaml")).sort(), Object.keys(EXPECTED));
  });

  for (const [name, { draft, orElse = [], says, because }] of Object.entries(EXPECTED))
    it(`${name} is imported as the fault that it is${because ? `, as far as the wire shows it: ${because}` : ""}`, async (t) => {
      const { way, obstacles } = await examine({ env: process.env, platform: process.platform });
      // In a user namespace tcpdump cannot give its rights away.
      if (way !== "root") return t.skip(obstacles.map(({ what }) => what).join("; ") || "tcpdump records for root only");
      const capture = await recorded(way, name);
      const file = join(work, `${name}.draft.yaml`);
      const { stdout, stderr, code } = await runCli(["import", capture, "-o", file]);
      assert.equal(code, 0, stderr);
      assert.match(stdout, says);
      const faults = drafted(file);
      const late = orElse.find((other) => isDeepStrictEqual(faults, other));
      assert.deepEqual(faults, late ?? draft, stdout.slice(stdout.indexOf("most likely first")));
    });
});
