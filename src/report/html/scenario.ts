import type { Catalogue } from "../../suite/catalogue";
import type { TraceEvent } from "../../trace";
import { printable } from "../../text";
import { gotOf, type Facts } from "../findings";
import { renderLadderSvg } from "../ladder";
import type { RunSummary, ScenarioResult } from "../types";
import { seconds, sutName } from "../words";
import { eventId, eventList, shownEvents } from "./events";
import { html, renderPage, trusted, type SafeHtml } from "./page";
import { badge, peerText, requirementHref, source, title } from "./parts";
import { timelineChart } from "./timeline";

/** What is there of one scenario besides its verdict. */
export interface Exhibit {
  readonly trace?: readonly TraceEvent[] | undefined;
  /** Names of the files in its folder. */
  readonly files: readonly string[];
}

const UP = "../../";
/** Bytes of a message that a page shows; the capture has them all. Few look at a pass, and there are many. */
const BYTES = { passed: 32, else: 512 } as const;
/** Lines of a ladder on a page. */
const LADDER_LINES = 250;

/** scenarios/ID/index.html */
export function renderScenarioPage(result: ScenarioResult, summary: RunSummary, catalogue: Catalogue, exhibit: Exhibit): string {
  const { id, verdict, uri, line } = result;
  const { trace } = exhibit;
  const body = html`<h1>${badge(verdict)} ${id}: ${title(result.title)}</h1>
<p>
${printable(result.feature)}. Role of the product: ${result.role ?? "not stated"}; ${seconds(result.durationMs)};
<code>${uri}:${line}</code>
</p>
${judged(result, summary, catalogue)} ${steps(result, trace)}
${
  trace && trace.length > 0
    ? story(trace, result)
    : html`<h2>Ladder</h2>
<p>No trace was kept of this scenario${result.outcome === "passed" ? " (--evidence-of failures)" : ""}.</p>`
}
${files(exhibit)}
<h2>Run just this again</h2>
<pre>npx reverse-hello test ${descriptionsOf(summary)}--scenario ${id}
npx reverse-hello reproduce REPORT/scenarios/${id}   # with the chances and faults of this run</pre>`;
  return renderPage({
    title: `${id} ${title(result.title)}, ${sutName(summary.sut)}`,
    up: UP,
    nav: [
      { href: `${UP}index.html`, text: "Report" },
      ...result.requirements.map((each) => ({ href: `${UP}${requirementHref(each)}`, text: each })),
    ],
    body,
    made: madeBy(summary),
  });
}

/** As words of a command line, each with a space behind it; none for the built-in pair, which needs none. */
function descriptionsOf({ sut }: RunSummary): string {
  const files = (sut.descriptions ?? []).map(({ file }) => file).filter((file) => !file.includes("fixtures/suts/reference-"));
  return files.map((file) => `${/^[\w./-]+$/.test(file) ? file : JSON.stringify(file)} `).join("");
}

export function madeBy({ tool, startedAt }: RunSummary): string {
  return `${tool.name} ${tool.version}, run of ${startedAt}`;
}

/** Each requirement that it speaks about, and what it says. */
function judged(
  { id, requirementVerdicts, failure, reason, outcome }: ScenarioResult,
  summary: RunSummary,
  catalogue: Catalogue,
): SafeHtml {
  const alone = requirementVerdicts.length === 0 || outcome !== "failed";
  const told = reason ?? (alone && outcome !== "passed" ? failure?.message : undefined);
  const blocks = requirementVerdicts.map(({ id: name, verdict }) => {
    const requirement = catalogue.get(name);
    const findings =
      summary.requirements.find((each) => each.id === name)?.findings.filter(({ scenario }) => scenario === id) ?? [];
    return html`<article class="is-${verdict}">
<h3>${badge(verdict)} <a href="${UP}${requirementHref(name)}">${name}</a> ${requirement?.title ?? ""}</h3>
${requirement ? html`<blockquote>${requirement.statement} <small>(${source(requirement)})</small></blockquote>` : ""}
${findings.map((finding) => said(finding))}
</article>`;
  });
  return html`${told === undefined ? "" : html`<p><b>Why:</b> ${peerText(told)}</p>`}${blocks}`;
}

/** What the suite sent, what it expected, what it got. */
export function said(finding: Facts): SafeHtml {
  const { step, sent, refusal, log, expected, known, survived } = finding;
  const row = (name: string, text: string | undefined, kind = ""): SafeHtml | string =>
    text === undefined
      ? ""
      : html`<dt>${name}</dt>
<dd class="${kind}">${peerText(text)}</dd>`;
  return html`<dl class="say">
${row("step", step === "checkers" ? "checked in every scenario" : step)}${row("sent", sent)}${row("expected", expected)}${row(
    expected === undefined ? "seen" : "got",
    gotOf(finding),
    "got",
  )}${row("refusal", refusal)}${row("its log", log?.join("\n"))}${row("known", known)}${survived === false ? row("after it", "the product did not survive") : ""}
</dl>`;
}

function steps({ failure, outcome }: ScenarioResult, trace: readonly TraceEvent[] | undefined): SafeHtml | string {
  const texts = (trace ?? []).flatMap((event) => (event.kind === "step" ? [event] : []));
  if (texts.length === 0) return "";
  const failed = outcome === "failed" || outcome === "could-not-run" ? failure?.step : undefined;
  return html`<h2>Steps</h2>
<ol>
${texts.map(
  ({ text, t }) =>
    html`<li>
${text === failed ? html`<b>${printable(text)}</b> <span class="badge fail">✗ here</span>` : printable(text)}
<small class="dim">at ${t.toFixed(0)} ms</small>
</li>`,
)}
</ol>`;
}

function story(trace: readonly TraceEvent[], { id, role, outcome }: ScenarioResult): SafeHtml {
  const passed = outcome === "passed";
  // Of a pass the messages are enough; the rest is in its ladder and its trace, and there are hundreds of them.
  const shown = shownEvents(trace).filter(({ kind }) => !passed || kind === "message" || kind === "bytes");
  const listed = new Set(shown.map(({ seq }) => seq));
  const ladder = renderLadderSvg(trace, {
    title: `Ladder of ${id}`,
    standalone: false,
    most: LADDER_LINES,
    href: (seq) => (listed.has(seq) ? `#${eventId(seq)}` : undefined),
    ...(role ? { actors: { sut: role } } : {}),
  });
  const chart = timelineChart(trace);
  return html`<h2>Ladder</h2>
<p>
Who said what to whom, in the order of time; left and right are the two peers, the middle is the network between them. Each
arrow leads to the message below.
</p>
<div class="figure">${trusted(ladder)}</div>
${
  chart
    ? html`<h2>Time line</h2>
${chart}`
    : ""
}
<h2>${passed ? "Messages" : "All events, in the order of time"}</h2>
<p>Times in ms. A message opens to its fields and bytes.</p>
${eventList(shown, passed ? BYTES.passed : BYTES.else)}`;
}

const FILE_MEANING: Readonly<Record<string, string>> = {
  "wire.pcapng": "the connections, for Wireshark",
  "wire.pcapng.gz": "the connections, for Wireshark (it opens .gz as it is)",
  "trace.ndjson": "every event, one a line",
  "trace.ndjson.gz": "every event, one a line, compressed",
  "ladder.txt": "the ladder as text",
  "decisions.ndjson": "what the network did to messages",
  "sut.stdout": "what the product printed",
  "sut.stderr": "what the product printed on standard error",
  "verdict.json": "the verdict and what is needed to run it again, for programs",
};

function files({ files: names }: Exhibit): SafeHtml {
  const known = Object.keys(FILE_MEANING).filter((name) => names.includes(name));
  return html`<h2>Files</h2>
<ul class="plain">
${known.map((name) => html`<li><a href="${name}">${name}</a>: ${FILE_MEANING[name] ?? ""}</li>`)}
</ul>`;
}
