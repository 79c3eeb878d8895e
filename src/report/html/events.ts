import type { Direction, TraceEvent } from "../../trace";
import { clip, plural, printable } from "../../text";
import { pairFlows, type Item } from "../ladder/flows";
import { duration, messageLabel } from "../ladder/label";
import { SLOW } from "../ladder/message-rows";
import { hexDump, messageDetails } from "./messages";
import { html, type SafeHtml } from "./page";
import { senderOf } from "../../vocabulary";

/** Lines of a list; what is beyond is in the trace and the capture. */
const MOST = 400;
const LINE = 260;

/** What a list of events shows: each message once, as it was sent, unless the network changed or delayed it. */
export function shownEvents(events: readonly TraceEvent[]): TraceEvent[] {
  const hidden = new Set<TraceEvent>();
  for (const items of streams(events).values()) {
    const direction = items[0]?.direction as Direction;
    const sender = senderOf(direction);
    const sides = new Set(items.map(({ side }) => side));
    if (sides.size < 2) continue;
    const flows = pairFlows(
      items.filter(({ side }) => side === sender),
      items.filter(({ side }) => side !== sender),
    );
    for (const { fate, sent, delivered } of flows) {
      if (fate === "clean" && sent && delivered && delivered.t - sent.t < SLOW) hidden.add(delivered);
    }
  }
  return events.filter((event) => !hidden.has(event));
}

function streams(events: readonly TraceEvent[]): Map<string, Item[]> {
  const items = events.filter((event) => event.kind === "message" || event.kind === "bytes");
  return Map.groupBy(items, ({ link, connection, direction }) => `${link}#${connection} ${direction}`);
}

/** Address on the page of a message at a position of the trace. */
export function eventId(seq: number): string {
  return `m${seq}`;
}

/** Everything in the order of time; messages and bytes open to their fields. */
export function eventList(shown: readonly TraceEvent[], shownBytes: number): SafeHtml {
  const head = Math.floor(MOST / 3);
  const left = Math.max(0, shown.length - MOST);
  const parts = left === 0 ? [shown] : [shown.slice(0, head), shown.slice(head + left)];
  const several = new Set(shown.flatMap((event) => ("link" in event ? [event.link] : []))).size > 1;
  return html`<ul class="log">
${parts.map(
  (part, index) =>
    html`${index === 0 ? "" : html`<li><span></span><span></span><em>… ${left} events are left out here; the trace has them all</em></li>`}${part.map((event) => line(event, several, shownBytes))}`,
)}
</ul>`;
}

function line(event: TraceEvent, several: boolean, shownBytes: number): SafeHtml {
  const connection =
    "connection" in event && event.connection !== undefined
      ? `${several && "link" in event ? event.link : ""}#${event.connection}`
      : "";
  return html`<li id="${eventId(event.seq)}">
<span class="t">${event.t.toFixed(1)}</span><span class="c">${connection}</span>${content(event, shownBytes)}
</li>`;
}

function content(event: TraceEvent, shownBytes: number): SafeHtml {
  switch (event.kind) {
    case "step":
      return html`<span class="step">${printable(event.text)}</span>`;
    case "state":
      return html`<span class="out">${say(`${event.actor}: ${event.state}${event.detail === undefined ? "" : ` (${event.detail})`}`)}</span>`;
    case "log":
      return html`<span class="out mono">${say(`${event.actor} ${event.stream}: ${event.line}`)}</span>`;
    case "fault":
      return html`<span>${say(`network: ${event.rule} ${event.choice}${event.detail === undefined ? "" : ` (${event.detail})`}`)}</span>`;
    case "deliberate":
      return html`<span>${say(`on purpose: ${event.what}`)}</span>`;
    case "connection": {
      const how = event.how === undefined ? "" : ` by ${event.how.toUpperCase()}`;
      return html`<span>${say(`${event.side} side ${PHASE[event.phase]}${how}${event.detail === undefined ? "" : ` (${event.detail})`}`)}</span>`;
    }
    case "message": {
      const label = `${arrow(event)} ${messageLabel(event.message)}`;
      if (event.message.type === "MSG") return html`<span>${label}</span>`;
      return html`<details>
<summary>${label}</summary>
${messageDetails(event.message, shownBytes)}
</details>`;
    }
    case "bytes": {
      const what =
        event.reason === "partial"
          ? "of an unfinished message"
          : event.reason === "raw"
            ? ""
            : `that are not a message (${event.error ?? "unreadable"})`;
      return html`<details>
<summary>${arrow(event)} ${say(`${event.bytes.length} bytes ${what}`)}</summary>
${hexDump(event.bytes, shownBytes)}
</details>`;
    }
  }
}

const PHASE = {
  opened: "opened",
  refused: "refused the connection",
  "peer-closed": "closed its half",
  closed: "was closed",
} as const;

/** Who says it to whom; where the event is at the receiver's side, the network said it or held it back. */
function arrow({ direction, side }: Item): string {
  const toClient = direction === "to-client";
  const atSender = toClient === (side === "server");
  const [from, to] = toClient ? ["server", "client"] : ["client", "server"];
  return atSender ? `${from} → ${to}:` : `network → ${to}:`;
}

function say(text: string): string {
  return clip(printable(text), LINE);
}

/** What the product printed between two moments (ms), each line with its time; the last ones of many. */
export function outputLines(events: readonly TraceEvent[], from: number, to: number, most = 12): string[] {
  const lines = events.flatMap((event) => {
    if (event.kind !== "log" || event.actor !== "sut" || event.t < from || event.t > to) return [];
    return event.line.trim() === "" ? [] : [`${duration(event.t).padStart(9)}  ${clip(printable(event.line), 300)}`];
  });
  return lines.length <= most ? lines : [`… ${plural(lines.length - most, "line")} before`, ...lines.slice(-most)];
}
