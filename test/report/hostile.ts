import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encodeError, encodeReverseHello } from "../../src/protocol";
import { traceToNdjson } from "../../src/report/ladder";
import { writeReport, type RunSummary } from "../../src/report";
import { writePcapng } from "../../src/capture/writer";
import { Story } from "./ladder/sample";
import { CATALOGUE, FACTS, failed, outcome, run } from "./samples";

/** Strings that want to be more than text, wherever a product can say something. */
export const HOSTILE = [
  `<script>window.pwned = "script"; console.error("pwned")</script>`,
  `"><img src=x onerror="window.pwned='img'"><svg onload="window.pwned='svg'">`,
  `</pre></svg></title></style></textarea><iframe src="javascript:window.top.pwned='frame'"></iframe>`,
  `]]></failure><failure message="x"/>&amp;&#0;`,
  "\u001b[2J\u001b]0;title\u0007\u009b31m\r\n\u0000\u0008end",
  "abc\u202egnp.exe\u2066\u200b\ufeff\u2028line\ud800",
  "| a | b |\n# heading\n```\n[link](javascript:alert(1)) <b>bold</b> ![i](http://127.0.0.1:1/x.png)",
  "::error file=a,line=1::forged%0A::set-output name=x::y",
  `\${jndi:ldap://x} {{7*7}} <%= 7*7 %> \\u003cscript\\u003e`,
] as const;

const ALL = HOSTILE.join(" ");
const LONG = `${ALL}${"A<b>".repeat(250_000)}`;

/** A run of a product that says all of it in its name, ServerUri, EndpointUrl, Reason and output, and of one megabyte of it. */
export function hostileRun(): RunSummary {
  return run(
    [
      failed("s-fail-01", ["RC-001"], ALL, { title: `[1] ${ALL}`, failure: failure(LONG) }),
      failed("s-warn-01", ["RC-002"], LONG, { failure: failure(ALL) }),
      outcome("s-broken-01", ["RC-009"], { outcome: "could-not-run", reason: LONG }),
      outcome("s-na-01", ["RC-009"], { outcome: "not-applicable", reason: ALL }),
      outcome("s-pass-01", ["RC-001"]),
    ],
    {
      sut: { name: ALL, version: ALL, role: "server" },
      judging: { ...FACTS.judging, knownFailures: [{ requirement: "RC-005", observed: ALL, reason: ALL }] },
    },
    [LONG],
  );
}

function failure(message: string) {
  return { step: ALL, keywordType: "Outcome" as const, message, stack: `Error: ${message}` };
}

/** The report of that run, as the tool writes it, with traces in which the product says it too. */
export async function writeHostileReport(dir: string): Promise<RunSummary> {
  const summary = hostileRun();
  for (const { id } of summary.results) await writeTrace(join(dir, "scenarios", id));
  await writeReport(dir, summary, CATALOGUE, { shown: "REPORT" });
  return summary;
}

async function writeTrace(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const story = new Story().opens();
  story.trace.add({ kind: "step", text: ALL });
  for (const [index, text] of HOSTILE.entries()) {
    story.at(10 * index + 10).passes("to-client", encodeReverseHello({ serverUri: text, endpointUrl: text }));
    story.passes("to-client", encodeError({ code: 0x80000000 + index, reason: text }));
    story.data("server", "to-client", Buffer.from(text));
    story.trace.add({ kind: "log", actor: "sut", stream: "stdout", line: text });
    story.trace.add({ kind: "state", actor: "sut", state: text, detail: text });
    story.trace.add({ kind: "fault", link: "link", rule: text, choice: text, detail: text });
  }
  story.trace.add({ kind: "log", actor: "sut", stream: "stderr", line: LONG });
  await writeFile(join(folder, "trace.ndjson"), traceToNdjson(story.events));
  await writeFile(join(folder, "ladder.txt"), ALL);
  await writePcapng(join(folder, "wire.pcapng"), story.events, story.recorder.segments, 0);
}
