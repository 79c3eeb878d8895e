import type { Recovery } from "../suite/verdict";
import { bareTitle } from "../text";
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
    products: columns.map(([, own]) => ofOne(own.flatMap(({ results }) => results.filter((result) => result.id === id)))),
  }));
  return { headings: columns.map(([name]) => name), rows };
}

const IS_ABOUT_NETWORKS = /(^|\/)(network|lab)\//;

function ofOne(results: readonly ScenarioResult[]): Resilience | undefined {
  if (results.length === 0) return undefined;
  const measured = results.flatMap(({ observations: { recovery } }): Recovery[] => (recovery ? [recovery] : []));
  return {
    verdicts: [...new Set(results.map(({ verdict }) => verdict))],
    waiting: measured.flatMap(({ waitingMs }) => (waitingMs === undefined ? [] : [waitingMs])),
    value: measured.map(({ valueMs }) => valueMs),
    ...(measured[0] && { allowedMs: measured[0].allowedMs }),
  };
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

/** The rows that were measured, as Markdown; "" for none. */
export function renderResilienceMarkdown(runs: readonly RunSummary[]): string {
  const { headings, rows } = resilienceOf(runs);
  const measured = rows.filter(({ products }) => products.some((product) => product && product.value.length > 0));
  if (measured.length === 0) return "";
  return `${[
    `| Fault | ${headings.map(cell).join(" | ")} |`,
    `|---|${"---|".repeat(headings.length)}`,
    ...measured.map(
      ({ id, title, products }) =>
        `| ${cell(`${title} (${id})`)} | ${products.map((product) => (product ? cell(wordsOf(product)) : "–")).join(" | ")} |`,
    ),
  ].join("\n")}\n`;
}
