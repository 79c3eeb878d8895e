import { stringify } from "yaml";
import type { CaptureReading } from "../../capture/reader";
import type { Role } from "../../trace";
import { sequelOf } from "./sequel";
import { sureness, type Suspect } from "./types";

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
  const [first] = chosen;
  const where = first?.connection === undefined ? "" : `, connection ${first.connection} at ${(first.t / 1000).toFixed(3)} s`;
  const { peer, expect, notes } = sequelOf(reading, first, options.role);
  const draft = {
    name: first ? sentence(first.what.replace(/ \(and on \d+ more connections?\)$/, "")) : "No fault was found in the capture",
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
    ...notes.map((note) => `# In the capture: ${note}.\n`),
    ...others(suspects, chosen),
    ...dials(reading),
  ].join("");
}

const HEAD = [
  "# Drafted by `reverse-hello import`. Check what it guessed: the fault, what our peer does, what is to be seen.",
  "# Identifiers, nonces and times differ in every run: the fault happens again, not the bytes.",
  "",
].join("\n");

/** All that the recorder noted, else the one that looks most like it. */
function chooseFaults(suspects: readonly Suspect[]): Suspect[] {
  const usable = suspects.filter((suspect) => suspect.fault !== undefined);
  const sure = usable.filter((suspect) => sureness(suspect) === "recorded");
  return sure.length > 0 ? sure : usable.filter((suspect) => sureness(suspect) !== "unlikely").slice(0, 1);
}

function others(suspects: readonly Suspect[], chosen: readonly Suspect[]): string[] {
  const rest = suspects.filter((suspect) => !chosen.includes(suspect)).slice(0, 10);
  const lines = rest.map(
    ({ what, fault }) => `# - ${what}${fault ? `: ${stringify(fault, { collectionStyle: "flow", lineWidth: 0 }).trim()}` : ""}\n`,
  );
  const commands = suspects.flatMap(({ command }) =>
    command === undefined ? [] : [`# The real thing, as root between the peers: ${command}\n`],
  );
  return [...(lines.length > 0 ? ["# Also seen:\n", ...lines] : []), ...commands];
}

function dials({ failedDials }: CaptureReading): string[] {
  return failedDials.length > 0 ? [`# ${failedDials.length} dials in the capture came to nothing.\n`] : [];
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
