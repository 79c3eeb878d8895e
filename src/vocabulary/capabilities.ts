import type { SutRole } from "./roles";
import type { TimingName } from "./timings";

/**
 * How a description claims a capability:
 * - `arguments`: by a group of that name in `start.options` (or by name, when the SUT runs already);
 * - `name`: in `capabilities`;
 * - `timing`: by stating that timing (or by name);
 * - `security`: by a group of arguments, or by policies when the SUT runs already;
 * - `usual`: not at all: who does not have it says so in `lacks`;
 * - `link`: not at all: the link has it or has it not.
 */
export type Claim = "arguments" | "name" | "security" | "usual" | "link" | { readonly timing: TimingName };

interface CapabilityRow {
  readonly name: string;
  readonly role: SutRole;
  readonly claim: Claim;
  /** What a scenario needs that requires it. */
  readonly doc: string;
  /** An argument group that does it, as sut.yaml writes it. */
  readonly example?: string;
}

/** Every name that a scenario may have after `@requires:`. */
export const CAPABILITIES = [
  {
    name: "application-uri",
    role: "server",
    claim: "arguments",
    doc: "to set the application URI",
    example: '[--app-uri, "{serverUri}"]',
  },
  {
    name: "endpoint-url",
    role: "server",
    claim: "arguments",
    doc: "to set the endpoint URL that its ReverseHello and its GetEndpoints contain",
    example: '[--endpoint-url, "{endpointUrl}"]',
  },
  {
    name: "security",
    role: "both",
    claim: "security",
    doc: "secured channels",
    example: '[--policy, "{securityPolicy}", --mode, "{securityMode}", --pki, "{pki}"]',
  },
  {
    name: "session-without-security",
    role: "server",
    claim: "usual",
    doc: "sessions without security; who has none is started with its group `security` in every scenario",
  },
  {
    name: "max-session-count",
    role: "server",
    claim: "arguments",
    doc: "to allow one session over connections to one client",
    example: '[--max-sessions, "1"]',
  },
  {
    name: "filter-server-uri",
    role: "client",
    claim: "arguments",
    doc: "to wait for one server by its URI",
    example: '[--want-uri, "{serverUri}"]',
  },
  {
    name: "filter-endpoint-url",
    role: "client",
    claim: "arguments",
    doc: "to wait for one server by its endpoint URL",
    example: '[--want-url, "{endpointUrl}"]',
  },
  { name: "accept-any", role: "client", claim: "arguments", doc: "to accept every server" },
  { name: "reject", role: "client", claim: "arguments", doc: "to reject every server, once it has seen the ReverseHello" },
  {
    name: "hold-two",
    role: "client",
    claim: "arguments",
    doc: "to hold at most two connections that it does not wait for, for some seconds",
    example: '[--max-held, "2"]',
  },
  {
    name: "read-once",
    role: "client",
    claim: "arguments",
    doc: "to open a session, read a value, close the session and end with exit code 0",
  },
  {
    name: "aggregation",
    role: "both",
    claim: "arguments",
    doc: "an aggregation server, with a configuration as docs/aggregation.md describes it",
    example: '[--config, "{aggregation}"]',
  },
  {
    name: "connect-timeout",
    role: "server",
    claim: { timing: "connectTimeout" },
    doc: "it gives up a handshake after the connect timeout",
  },
  { name: "ipv6", role: "server", claim: "name", doc: "it dials addresses in brackets" },
  {
    name: "sample",
    role: "both",
    claim: "name",
    doc: "it is a sample application of the kind that the readme describes, like the ones of reverse-hello",
  },
  { name: "reverse-connect-facet", role: "server", claim: "name", doc: "it claims the profile" },
  {
    name: "one-waiting-connection",
    role: "server",
    claim: "name",
    doc: "it never has two unused connections at one client (the specification has no upper limit)",
  },
  { name: "several-listen-urls", role: "client", claim: "name", doc: "the word or group with `{listenUrl}` may come twice" },
  { name: "rcp-url", role: "client", claim: "name", doc: "`{listenUrl}` may be `rcp+opc.tcp://…`" },
  { name: "suspension", role: "server", claim: { timing: "suspension" }, doc: "it pauses after ERR BadTcpMessageTypeInvalid" },
  { name: "hold-time", role: "client", claim: { timing: "holdTime" }, doc: "it holds a ReverseHello that it does not wait for" },
  {
    name: "first-message-timeout",
    role: "client",
    claim: { timing: "firstMessageTimeout" },
    doc: "it closes a connection without a ReverseHello after a stated time",
  },
  {
    name: "keep-alive",
    role: "both",
    claim: { timing: "keepAlive" },
    doc: "it notices a dead connection when the network fails silently",
  },
  { name: "lab", role: "both", claim: "link", doc: "the network lab: `--network lab` (docs/lab.md)" },
  { name: "embedded-proxy", role: "both", claim: "link", doc: "faults that a real Toxiproxy cannot make" },
] as const satisfies readonly CapabilityRow[];

export type CapabilityName = (typeof CAPABILITIES)[number]["name"];

const ROWS: ReadonlyMap<string, CapabilityRow> = new Map(CAPABILITIES.map((row) => [row.name, row]));

/** How a capability is claimed; one that a user's own feature file invents is claimed by name or by arguments. */
export function claimOf(capability: string): Claim {
  return ROWS.get(capability)?.claim ?? "name";
}
