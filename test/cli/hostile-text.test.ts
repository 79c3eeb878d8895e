import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { PassThrough } from "node:stream";
import { after, before, describe, it } from "node:test";
import { RawDialer, RawListener, type RawConnection } from "../../simulators/raw";
import { main } from "../../src/cli/main";
import { encodeError, encodeReverseHello } from "../../src/protocol";
import { redirectConsole } from "../../src/text";
import { ethernet, ipv4, pcap, type Said } from "../capture/reader/packets";
import { writeHostileReport } from "../report/hostile";

/** Clears the screen, sets a title, rings, colours by C1, deletes, turns the direction, and begins a line of its own. */
const EVIL = "evil\u001b[2J\u001b]0;t\u0007\u009b31m\u007f\u202eabc\r\nFORGED ok\u2028x";
const RHE = encodeReverseHello({ serverUri: EVIL, endpointUrl: `opc.tcp://${EVIL}` });
const ERR = encodeError({ code: 0x807e0000, reason: EVIL });
// eslint-disable-next-line no-control-regex -- what must not be there is the subject
const ACTING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]|^ *FORGED/m;
/** What is seen of it: that a place did not simply leave it out. */
const SHOWN = /evil(\\x1b|\\u001b)/;

/** What peers, products, captures, files and arguments say is text, wherever the command line shows it. */
describe("hostile text", { concurrency: false }, () => {
  let folder: string;
  let env: Record<string, string>;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "hostile-text-"));
    env = { PATH: process.env["PATH"] ?? "", REVERSE_HELLO_PKI: join(folder, "pki") };
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** Runs a command; `seen` gets all that it printed each time that there is more, and stops it by returning true. */
  async function shown(argv: readonly string[], seen: (text: string) => boolean = () => false): Promise<string> {
    const stop = new AbortController();
    const late = setTimeout(() => stop.abort(new Error("too late")), 20_000);
    let text = "";
    const take = (piece: string) => {
      text += piece;
      if (seen(text)) stop.abort(new Error("stopped by the test"));
    };
    const sink = () => new PassThrough().on("data", (chunk: Buffer) => take(chunk.toString()));
    const [stdout, stderr] = [sink(), sink()];
    const line = (words: string) => take(`${words}\n`);
    await main(argv, { out: line, err: line, stdout, stderr, env, cwd: folder, isTerminal: false, signal: stop.signal });
    clearTimeout(late);
    // What a simulator still says on its way out is heard by nobody; the streams have given what they got by then.
    await new Promise((done) => setImmediate(done));
    return text;
  }

  function harmless(text: string, where: string): void {
    inert(text, where);
    assert.match(text, SHOWN, where);
  }

  function inert(text: string, where: string): void {
    const at = ACTING.exec(text);
    assert.equal(at, null, `${where}: ${JSON.stringify(text.slice(Math.max(0, (at?.index ?? 0) - 80), (at?.index ?? 0) + 20))}`);
  }

  async function capture(): Promise<string> {
    const said: readonly Said[] = [
      { from: "server", seq: 999, flags: "S" },
      { from: "client", seq: 1999, ack: 1000, flags: "SA" },
      { from: "server", seq: 1000, ack: 2000, payload: RHE },
      { from: "client", seq: 2000, ack: 1000 + RHE.length, payload: ERR },
    ];
    await writeFile(join(folder, "evil.pcap"), pcap(said.map((one, index) => ({ frame: ethernet(ipv4(one)), t: index * 10 }))));
    return "evil.pcap";
  }

  for (const argv of [
    [EVIL],
    ["list", `--${EVIL}`],
    ["explain", EVIL],
    ["test", EVIL],
    ["test", "--parallel", EVIL],
    ["simulate", "server", "--redial", EVIL],
    ["judge", EVIL],
    ["reproduce", EVIL],
    ["statement", EVIL],
    ["import", EVIL],
    ["replay", EVIL, "--as", "server", "--to", "opc.tcp://127.0.0.1:1"],
    ["init", EVIL],
    ["pki", EVIL],
    ["lab", `--${EVIL}`],
    ["load", EVIL, "--profile", EVIL],
    ["doctor", "--role", EVIL],
    ["doctor", "--role", "client", "--url", EVIL],
    ["proxy", "--listen", EVIL],
    ["proxy", "--listen", "127.0.0.1:0", "--upstream", "127.0.0.1:1", "--toxic", EVIL],
    ["report", "merge", EVIL, "--out", EVIL],
    ["report", "diff", EVIL, EVIL],
    ["simulate", "fleet", "--servers", EVIL],
    ["simulate", "clients", "--count", EVIL],
    ["simulate", "aggregation-server", "--config", EVIL],
    ["simulate", "server", "--config", EVIL],
  ])
    it(`arguments: ${argv.join(" ").replace(EVIL, "EVIL")}`, async () => harmless(await shown(argv), "arguments"));

  it("files: sut.yaml", async () => {
    await writeFile(join(folder, "evil.yaml"), JSON.stringify({ name: EVIL, role: "server", [EVIL]: EVIL }));
    harmless(await shown(["test", "evil.yaml"]), "sut.yaml");
  });

  it("judge, import and replay of a capture", async () => {
    const file = await capture();
    harmless(await shown(["judge", file]), "judge");
    const json = await shown(["judge", file, "--json"]);
    assert.doesNotMatch(json, ACTING);
    assert.doesNotThrow(() => JSON.parse(json));
    harmless(await shown(["import", file, "--all"]), "import");
    await using server = await new RawListener({ onConnection: (connection) => void connection.send(ERR) }).start();
    harmless(await shown(["replay", file, "--as", "server", "--to", server.url]), "replay");
  });

  it("report merge, diff, site and statement of a report that was written by others", async () => {
    await writeHostileReport(join(folder, "one"));
    await writeHostileReport(join(folder, "two"));
    const texts = [
      await shown(["report", "diff", "one", "two"]),
      await shown(["report", "merge", "one", "two", "--out", "merged"]),
      await shown(["report", "site", "one", "two", "--out", "site"]),
      await shown(["statement", "one"]),
    ];
    for (const [at, text] of texts.entries()) inert(text, `report ${at}`);
  });

  it("proxy: what passes", async () => {
    await using upstream = await new RawListener({ onConnection: (connection) => void connection.send(ERR) }).start();
    let dialed = false;
    const text = await shown(["proxy", "--listen", "127.0.0.1:0", "--upstream", `127.0.0.1:${upstream.port}`], (so) => {
      const port = /^127\.0\.0\.1:(\d+) /m.exec(so)?.[1];
      if (port !== undefined && so.includes("Ctrl-C ends") && !dialed) void dial(Number(port), RHE);
      dialed ||= port !== undefined && so.includes("Ctrl-C ends");
      return /to-client RHE/.test(so) && /to-server ERR/.test(so);
    });
    harmless(text, "proxy");
  });

  for (const format of ["pretty", "json"])
    for (const words of [["client"], ["rejecting-client", "--code", "BadServerTooBusy"], ["non-upgraded-peer"]])
      it(`simulate ${words[0]}, ${format}: a server dials`, async () => {
        let dialed = false;
        const argv = ["simulate", ...words, "--listen", "opc.tcp://127.0.0.1:0", "--log-format", format, "--log-level", "trace"];
        const text = await shown(argv, (so) => {
          const port = /listening on opc\.tcp:\/\/127\.0\.0\.1:(\d+)/.exec(so)?.[1];
          if (port !== undefined && !dialed) void dial(Number(port), RHE, ERR);
          dialed ||= port !== undefined;
          return so.includes("FORGED ok");
        });
        harmless(text, words.join(" "));
      });

  it("files: the profile of a load, a simulator's flags, and the configuration of an aggregation server", async () => {
    await writeFile(join(folder, "evil-config.yaml"), JSON.stringify({ [EVIL]: EVIL }));
    await writeFile(join(folder, "plain.yaml"), JSON.stringify({ name: EVIL, role: "client", start: { command: ["true"] } }));
    for (const argv of [
      ["load", "plain.yaml", "--profile", "evil-config.yaml"],
      ["simulate", "server", "--config", "evil-config.yaml"],
      ["simulate", "fleet", "--profile", "evil-config.yaml", "--reverse-connect", "opc.tcp://127.0.0.1:1"],
      ["simulate", "aggregation-server", "--config", "evil-config.yaml"],
    ])
      harmless(await shown(argv), argv.slice(0, 2).join(" "));
  });

  for (const format of ["pretty", "json"])
    it(`simulate server, ${format}: its client answers`, async () => {
      await using client = await answering();
      const argv = ["simulate", "server", "--reverse-connect", client.url, "--log-format", format];
      harmless(await shown(argv, (so) => so.includes("FORGED ok")), "simulate server");
    });

  it("doctor: a server dials", async () => {
    let dialed = false;
    const text = await shown(["doctor", "--role", "server", "--url", "opc.tcp://127.0.0.1:48979", "--patience", "20s"], (so) => {
      if (so.includes("listening on") && !dialed) void dial(48979, RHE, ERR);
      dialed ||= so.includes("listening on");
      return false;
    });
    harmless(text, "doctor");
  });

  it("doctor: a client answers", async () => {
    await using client = await answering();
    harmless(await shown(["doctor", "--role", "client", "--url", client.url, "--patience", "3s"]), "doctor");
  });

  it("test and reproduce: a product; the terminal, the log, and all files of the report that people read", async () => {
    const command = [process.execPath, resolve("test/cli/hostile-peer.js"), "{clientUrl}"];
    const sut = { name: EVIL, version: EVIL, role: "server", start: { command, ready: "ready" }, timing: { redial: "50ms" } };
    await writeFile(join(folder, "product.yaml"), JSON.stringify(sut));
    const selection = ["--features", resolve("features/server"), "--tags", "@RC-001 or @RC-002", "--parallel", "2"];
    const argv = ["test", "product.yaml", ...selection, "--no-probe", "--report", "R", "--log-level", "debug", "--ci", "github"];
    harmless(await shown([...argv, "--print-known-failures"]), "test");
    const files = await readdir(join(folder, "R"), { recursive: true, withFileTypes: true });
    const read = files.filter(({ name }) => /\.(html|md|xml|txt|svg)$/.test(name) && name !== "cucumber.html");
    assert.ok(read.length > 10, `${read.length} files`);
    for (const { parentPath, name } of read) {
      const text = await readFile(join(parentPath, name), "utf8");
      // A line end is none in HTML and XML.
      inert(/\.(html|xml|svg)$/.test(name) ? text.replaceAll("FORGED", "text") : text, name);
    }
    const fault = { name: EVIL, symptom: EVIL, role: "server", sut: "product.yaml", peer: ["a waiting connection"] };
    const rest = { faults: [{ do: { delay: "5ms" } }], expect: ["the server keeps the connection to our client open for 1 s"] };
    await writeFile(join(folder, "evil.fault.yaml"), JSON.stringify({ ...fault, ...rest }));
    for (const how of [["--dry-run"], ["--as-feature"], ["--report", "again"]])
      harmless(await shown(["reproduce", "evil.fault.yaml", ...how]), `reproduce ${how[0]}`);
  });

  it("what libraries print past everybody", () => {
    const before = { ...globalThis.console };
    const lines: string[] = [];
    redirectConsole((line) => lines.push(line));
    try {
      globalThis.console.log("%s", EVIL, { message: EVIL });
      globalThis.console.error(new Error(EVIL));
    } finally {
      Object.assign(globalThis.console, before);
    }
    for (const line of lines) assert.doesNotMatch(line, /\n/);
    // Each line is then told as one of a library.
    harmlessBut(lines.map((line) => `library: ${line}`).join("\n"));
  });

  /** A client that answers a ReverseHello with the Error. */
  function answering() {
    const onConnection = (connection: RawConnection) =>
      void connection.message("RHE", 10_000).then(
        () => connection.send(ERR),
        () => undefined,
      );
    return new RawListener({ onConnection }).start();
  }

  function harmlessBut(text: string): void {
    assert.doesNotMatch(text, ACTING);
    assert.match(text, /library: evil/);
    assert.match(text, /library: FORGED/);
  }

  /** Says the first, and the second at an answer. */
  async function dial(port: number, bytes: Buffer, then: Buffer = Buffer.alloc(0)): Promise<void> {
    const dialer = new RawDialer({ host: "127.0.0.1", port });
    const connection = await dialer.dial();
    await connection.send(bytes);
    connection.socket.once("data", () => void connection.send(then));
    await connection.closed(20_000);
    dialer.stop();
  }
});
