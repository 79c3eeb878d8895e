import type { Requirement } from "../../suite/catalogue";
import type { Verdict } from "../../suite/verdict";
import { bareTitle, printable } from "../../text";
import { EVIDENCE } from "../../vocabulary";
import { VERDICT_WORD } from "../words";
import { html, type SafeHtml } from "./page";

/** A verdict is told by a sign and a word; colour only repeats it. */
const SIGN: Readonly<Record<Verdict, string>> = {
  pass: "✓",
  fail: "✗",
  "unexpected-pass": "✗",
  warn: "!",
  info: "i",
  "expected-fail": "≈",
  "could-not-run": "?",
  "not-visible": "·",
  "not-applicable": "–",
};

export function sign(verdict: Verdict): string {
  return SIGN[verdict];
}

export function badge(verdict: Verdict | undefined): SafeHtml {
  if (verdict === undefined) return html`<span class="badge none">– not judged</span>`;
  return html`<span class="badge ${verdict}">${SIGN[verdict]} ${VERDICT_WORD[verdict]}</span>`;
}

/** Text of a peer, of any length: long ones are folded, never cut off. */
export function peerText(text: string): SafeHtml {
  const shown = printable(text);
  if (shown.length <= LONG) return html`${shown}`;
  return html`${shown.slice(0, SHORT)}…
<details>
<summary>all ${text.length} characters</summary>
${shown.slice(0, MOST)}${shown.length > MOST ? `… (${text.length} characters in all)` : ""}
</details>`;
}

const LONG = 600;
const SHORT = 300;
/** Beyond this a page would be a burden; the trace has it all. */
const MOST = 20_000;

/** Clause, level and what the evidence grade means. */
export function source({ clause, level, evidence }: Pick<Requirement, "clause" | "level" | "evidence">): string {
  return `${clause}; ${level}; ${EVIDENCE[evidence]}`;
}

export function scenarioHref(id: string): string {
  return `scenarios/${encodeURIComponent(id)}/index.html`;
}

export function requirementHref(id: string): string {
  return `requirements/${encodeURIComponent(id)}.html`;
}

export function title(text: string): string {
  return printable(bareTitle(text));
}

/** Heads as text, or as they are. */
export function table(heads: readonly (string | SafeHtml)[], rows: SafeHtml[]): SafeHtml {
  return html`<div class="scroll">
<table>
<thead>
<tr>
${heads.map((head) => (typeof head === "string" ? html`<th>${head}</th>` : head))}
</tr>
</thead>
<tbody>
${rows}
</tbody>
</table>
</div>`;
}

/** Head of a column of numbers. */
export function numbers(head: string): SafeHtml {
  return html`<th class="n">${head}</th>`;
}

/** What is known of a run, name by name; what is undefined is left out. */
export function factList(facts: readonly (readonly [name: string, value: string | undefined])[]): SafeHtml {
  return html`<dl class="facts">
${facts.map(([name, value]) =>
  value === undefined
    ? ""
    : html`<div>
<dt>${name}</dt>
<dd>${printable(value)}</dd>
</div>`,
)}
</dl>`;
}
