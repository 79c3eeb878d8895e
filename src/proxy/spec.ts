import { ProxyError } from "./errors";
import { readConnectRules } from "./connect-rules";
import { Toxic } from "./toxic";
import { TOXICS } from "./toxics";
import type { Attributes, ConnectRule, ToxicSpec } from "./types";
import type { Role } from "../trace";
import { messageOf } from "../text";

const usage = (message: string) => new ProxyError("BAD_SPEC", 400, message);

/**
 * Reads a toxic as people write it: `TYPE[/STREAM][@TOXICITY][:KEY=VALUE,…]`, where STREAM is upstream, downstream, to-client, to-server
 * or both; or Toxiproxy's JSON. Checks it whole. Examples: `latency:latency=200,jitter=50`,
 * `opcua_message/to-client@0.5:message=RHE,action=cut,position=inside,bytes=5`.
 * @throws ProxyError BAD_SPEC, BAD_REQUEST_BODY, INVALID_TOXIC_TYPE, INVALID_STREAM
 */
export function parseToxic(text: string, dialer: Role = "server"): ToxicSpec[] {
  const specs = text.trim().startsWith("{") ? [readJson(text) as unknown as ToxicSpec] : readShort(text, dialer);
  for (const spec of specs) Toxic.from(spec, () => undefined);
  return specs;
}

/** Reads a rule for new connections: `MODE[:KEY=VALUE,…]`, for example `accept_rst:nth=2`; or JSON. */
export function parseConnectRule(text: string): ConnectRule {
  const match = /^([a-z_]+)(?::(.*))?$/s.exec(text.trim());
  if (text.trim().startsWith("{")) return first(readConnectRules([readJson(text)]));
  if (!match) throw usage(`expected MODE[:KEY=VALUE,…], got ${JSON.stringify(text)}`);
  const fields = pairs(match[2] ?? "").map(([key, value]) => [key, key === "name" ? value : Number(value)] as const);
  return first(readConnectRules([{ mode: match[1], ...Object.fromEntries(fields) }]));
}

function readShort(text: string, dialer: Role): ToxicSpec[] {
  const match = /^([a-z_]+)(?:\/([a-z-]+))?(?:@([0-9.]+))?(?::(.*))?$/s.exec(text.trim());
  if (!match) throw usage(`expected TYPE[/STREAM][@TOXICITY][:KEY=VALUE,…], got ${JSON.stringify(text)}`);
  const [, type = "", stream = "downstream", toxicity, rest] = match;
  const attributes = typed(type, pairs(rest ?? ""));
  return streams(stream, dialer).map((one) => ({
    type,
    stream: one,
    attributes,
    ...(toxicity === undefined ? {} : { toxicity: Number(toxicity) }),
  }));
}

function streams(word: string, dialer: Role): string[] {
  const there = dialer === "server" ? "to-client" : "to-server";
  if (word === "both") return ["upstream", "downstream"];
  if (word === "to-client" || word === "to-server") return [word === there ? "upstream" : "downstream"];
  return [word];
}

function pairs(text: string): [string, string][] {
  if (text === "") return [];
  return text.split(",").map((pair) => {
    const at = pair.indexOf("=");
    if (at <= 0) throw usage(`expected KEY=VALUE, got ${JSON.stringify(pair)}`);
    return [pair.slice(0, at).trim(), pair.slice(at + 1)];
  });
}

/** Text, numbers and flags as the toxic wants them; what does not fit stays text, so that the toxic's own check speaks. */
function typed(type: string, given: readonly [string, string][]): Attributes {
  const rules = TOXICS.get(type)?.attributes ?? {};
  const value = (key: string, text: string) => {
    const kind = rules[key]?.kind;
    if ((kind === "int" || kind === "number") && text.trim() !== "" && !Number.isNaN(Number(text))) return Number(text);
    return kind === "flag" && (text === "true" || text === "false") ? text === "true" : text;
  };
  return Object.fromEntries(given.map(([key, text]) => [key, value(key, text)]));
}

function readJson(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    throw usage(`not JSON: ${messageOf(error)}`);
  }
}

function first(rules: readonly ConnectRule[]): ConnectRule {
  const [rule] = rules;
  if (!rule) throw usage("expected a rule");
  return rule;
}
