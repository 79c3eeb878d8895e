import { stringify } from "yaml";
import type { CaptureReading } from "../../capture/reader";
import { clip } from "../../text";
import type { Role } from "../../trace";
import type { Fault } from "../scenario";
import { sequelOf } from "./sequel";
import { sureness, type Suspect } from "./types";
import { isSetUp } from "./recorded";

export interface DraftOptions {
  /** How the capture is named in the draft. */
  readonly capture: string;
  readonly role: Role;
  /** Path of the sut.yaml as it shall stand in the draft. */
  readonly sut?: string;
}

/** The text of a `*.fault.yaml` for what looks most like the fault; other suspects stand in it as comments. */
export function draftScenario(reading: CaptureReading, suspects: readonly Suspect[], options: DraftOptions): string {
  const chosen = chooseFaults(suspects);
  const first = chosen[0] ?? suspects.find((suspect) => sureness(suspect) !== "unlikely");
  const where = first?.connection === undefined ? "" : `, connection ${first.connection} at ${(first.t / 1000).toFixed(3)} s`;
  const { peer, expect, notes } = sequelOf(reading, first, options.role);
  const draft = {
    name: first
      ? sentence(clip(first.what.replace(/ \(on \d+ of \d+ connections\)$/, "").replace(/; then .*/, ""), MAX_NAME))
      : `No fault was found in the ${reading.leftOut > 0 ? "connections that were kept" : "capture"}`,
    source: `${options.capture}${where}`,
    ...(options.sut === undefined ? {} : { sut: options.sut }),
    role: options.role,
    requirements: ["NS-01"],
    peer,
    faults: chosen.map(({ fault }) => fault),
    expect,
  };
  return [
    HEAD,
    stringify(draft, { lineWidth: 120 }),
    ...(chosen.length === 0 && suspects.length > 0 ? [NOT_DRAFTED] : []),
    ...notes.map((note) => `# In the capture: ${note}.\n`),
    ...others(suspects, chosen),
    ...dials(reading),
  ].join("");
}

const HEAD = [
  "# Drafted by `reverse-hello import`. Check what it guessed: the fault, what our peer does, what must be seen.",
  "# Identifiers, nonces and times differ in every run: the fault happens again, not the bytes.",
  "",
].join("\n");

const NOT_DRAFTED =
  "# No fault is drafted: what was seen is not a network fault that the proxy or the network lab can make. This runs the scenario without a fault.\n";
/** A name is one line. */
const MAX_NAME = 160;

/**
 * All that the recorder noted, and where that ended nothing the one that looks most like it. A cause that is none of the network's is not
 * drafted as one.
 */
function chooseFaults(suspects: readonly Suspect[]): Suspect[] {
  const sure = suspects.filter((suspect) => suspect.fault && sureness(suspect) === "recorded");
  if (!sure.every(isSetUp)) return sure;
  const first = suspects.find((suspect) => !sure.includes(suspect));
  return first?.fault && sureness(first) !== "unlikely" ? [...sure, first] : sure;
}

function others(suspects: readonly Suspect[], chosen: readonly Suspect[]): string[] {
  const rest = suspects.filter((suspect) => !chosen.includes(suspect)).slice(0, 10);
  const lines = rest.map(({ what, fault }) => `# - ${what}${fault ? `: ${flow(fault)}` : ""}\n`);
  const alike = suspects.flatMap(({ alike: fault }) =>
    fault === undefined ? [] : [`# A fault of the network lab that is like it: ${flow(fault)}\n`],
  );
  return [...(lines.length > 0 ? ["# Also seen:\n", ...lines] : []), ...alike];
}

function flow(fault: Fault): string {
  return stringify(fault, { collectionStyle: "flow", lineWidth: 0 }).trim();
}

function dials({ failedDials }: CaptureReading): string[] {
  return failedDials.length > 0 ? [`# ${failedDials.length} dials in the capture failed.\n`] : [];
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
