import type { Role } from "../suite/catalogue";
import { withoutFigures, type Recovery } from "../suite/verdict";
import { bareTitle } from "../text";
import { ROLES, rolesOf } from "../vocabulary";
import { saidOf } from "./findings";
import { cell } from "./markdown";
import { heading } from "./matrix";
import type { RunSummary, ScenarioResult } from "./types";
import { VERDICT_WORD } from "./words";

/** How one product came back from one fault of the network, over its runs; times in ms. */
export interface Resilience {
  readonly verdicts: readonly ScenarioResult["verdict"][];
  /** Until a connection waited that carried a session; empty for clients. */
  readonly waiting: readonly number[];
  /** Until a value was read over a session. */
  readonly value: readonly number[];
  /** What its stated timing allows. */
  readonly allowedMs?: number;
  /** What was no pass: why it was not judged, or what was found. */
  readonly why: readonly string[];
}

/** One fault in one state, and each product's way out of it; undefined: not tried. */
export interface ResilienceRow {
  readonly id: string;
  readonly title: string;
  readonly products: readonly (Resilience | undefined)[];
}

export interface ResilienceTable {
  /** A product with its role; several runs of one are one column. */
  readonly headings: readonly string[];
  readonly rows: readonly ResilienceRow[];
}

/** Scenarios of the network and of the lab, with times where a run measured them. */
export function resilienceOf(runs: readonly RunSummary[]): ResilienceTable {
  const columns = [...Map.groupBy(runs, heading)];
  const titles = new Map<string, string>();
  for (const { results } of runs)
    for (const { id, uri, title, verdict } of results)
      if (IS_ABOUT_NETWORKS.test(uri) && verdict !== "not-applicable") titles.set(id, bareTitle(title));
  const rows = [...titles].map(([id, title]) => ({
    id,
    title,
    products: columns.map(([, own]) => ofOne(own, id)),
  }));
  return { headings: columns.map(([name]) => name), rows };
}

const IS_ABOUT_NETWORKS = /(^|\/)(network|lab)\//;
const IS_LAB = /(^|\/)lab\//;

function ofOne(runs: readonly RunSummary[], id: string): Resilience | undefined {
  const results = runs.flatMap((run) => run.results.filter((result) => result.id === id));
  if (results.length === 0) return undefined;
  // What could not be judged, since a fault met no packet, is no time either.
  const judged = results.filter(({ verdict }) => verdict !== "could-not-run");
  const measured = judged.flatMap(({ observations: { recovery } }): Recovery[] => (recovery ? [recovery] : []));
  const [allowed] = measured;
  return {
    verdicts: [...new Set((measured.length > 0 ? judged : results).map(({ verdict }) => verdict))],
    waiting: measured.flatMap(({ waitingMs }) => (waitingMs === undefined ? [] : [waitingMs])),
    value: measured.map(({ valueMs }) => valueMs),
    ...(allowed && { allowedMs: allowed.allowedMs }),
    why: [...new Map(runs.flatMap((run) => whyOf(run, id, measured.length > 0)).map((why) => [withoutFigures(why), why])).values()],
  };
}

/** Of a product that was measured in another run only what was found is told. */
function whyOf({ results, requirements }: RunSummary, id: string, isMeasured: boolean): string[] {
  const unjudged = results.flatMap((result) => (result.id === id && result.reason !== undefined ? [result.reason] : []));
  if (unjudged.length > 0) return isMeasured ? [] : unjudged;
  const findings = requirements.flatMap((requirement) => requirement.findings.filter(({ scenario }) => scenario === id));
  return findings.map((finding) => finding.known ?? saidOf(finding));
}

/** "0.2 s", or with several runs "0.2 s (worst 0.9 s of 5)". */
export function timeOf(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const [median, worst] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted.at(-1)];
  if (median === undefined || worst === undefined) return "–";
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  return sorted.length === 1 ? seconds(median) : `${seconds(median)} (worst ${seconds(worst)} of ${sorted.length})`;
}

/** In words: "back after 0.2 s, value after 0.9 s; may take 3.5 s". */
export function wordsOf({ verdicts, waiting, value, allowedMs }: Resilience): string {
  const said = verdicts.map((verdict) => VERDICT_WORD[verdict]).join(", ");
  if (value.length === 0) return said;
  const waits = waiting.length > 0 ? `waits again after ${timeOf(waiting)}, ` : "";
  return `${verdicts.every((verdict) => verdict === "pass") ? "" : `${said}: `}${waits}value after ${timeOf(value)}${allowedMs === undefined ? "" : `; may take ${timeOf([allowedMs])}`}`;
}

/** Faults of the lab as Markdown, one table for each role; what is no time, or no pass, has a note that says why. "" if no time was measured. */
export function renderResilienceMarkdown(runs: readonly RunSummary[]): string {
  return ROLES.flatMap((role) => {
    const table = tableOf(
      runs.filter(({ sut }) => rolesOf(sut.role).includes(role)),
      role,
    );
    return table === "" ? [] : [`### As ${role}\n\n${table}`];
  }).join("\n");
}

function tableOf(runs: readonly RunSummary[], role: Role): string {
  const isMine = (result: ScenarioResult) => result.role === role && IS_LAB.test(result.uri);
  const { headings, rows } = resilienceOf(runs.map((run) => ({ ...run, results: run.results.filter(isMine) })));
  if (!rows.some(({ products }) => products.some((product) => product && product.value.length > 0))) return "";
  // The same but for its figures is one note.
  const notes = new Map<string, { readonly why: string; readonly number: number }>();
  const noted = (why: string): number => {
    const key = withoutFigures(why);
    const note = notes.get(key) ?? { why, number: notes.size + 1 };
    notes.set(key, note);
    return note.number;
  };
  const words = (product: Resilience) => cell([wordsOf(product), ...product.why.map((why) => `(${noted(why)})`)].join(" "));
  const body = rows.map(
    ({ id, title, products }) =>
      `| ${cell(`${title} (${id})`)} | ${products.map((product) => (product ? words(product) : "–")).join(" | ")} |`,
  );
  const list = [...notes.values()].map(({ why, number }) => `${number}. ${cell(why)}`);
  return `${[
    `| Fault | ${headings.map(cell).join(" | ")} |`,
    `|---|${"---|".repeat(headings.length)}`,
    ...body,
    ...(list.length > 0 ? ["", ...list] : []),
  ].join("\n")}\n`;
}
