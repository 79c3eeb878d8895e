import { FAULT_WORDS, type Attributes } from "./words";

/** What stands for attributes in a sentence; sides are told by who is there, the server or the client. */
interface Slot {
  readonly pattern: string;
  read(words: string): Attributes;
  write(values: Attributes): string;
}

/** Values of attributes and their words; those that are left unsaid have the first words. */
function choice(rows: readonly (readonly [words: string, values: Attributes])[]): Slot {
  return {
    pattern: `(?:${rows.map(([words]) => words).join("|")})`,
    read: (text) => rows.find(([words]) => words === text)?.[1] ?? {},
    write: (given) => {
      const fits = rows.find(([, values]) => Object.entries(values).every(([name, value]) => given[name] === value));
      return (fits ?? rows[0])?.[0] ?? "";
    },
  };
}

function number(name: string, unit: (value: number) => string = () => ""): Slot {
  const units = [...new Set([1, 2].map(unit))];
  return {
    pattern: `\\d+(?:\\.\\d+)?(?:${units.join("|")})`,
    read: (text) => ({ [name]: parseFloat(text) }),
    write: (values) => `${values[name]}${unit(Number(values[name]))}`,
  };
}

const SLOTS: Readonly<Record<string, Slot>> = {
  from: choice([
    [" from the server", { from: "server" }],
    [" from the client", { from: "client" }],
    ["", {}],
  ]),
  side: choice([
    ["client", { side: "client" }],
    ["server", { side: "server" }],
  ]),
  what: choice([
    ["dials", { what: "dials" }],
    ["everything", { what: "everything" }],
  ]),
  how: choice([
    ["RST", { how: "rst" }],
    ["ICMP host unreachable", { how: "icmp-host" }],
    ["ICMP net unreachable", { how: "icmp-net" }],
    ["ICMP port unreachable", { how: "icmp-port" }],
    ["ICMP administratively prohibited", { how: "icmp-prohibited" }],
  ]),
  icmp: choice([
    ["says nothing", { icmp: false }],
    ["says so", { icmp: true }],
  ]),
  // Without more words it is a NAT: the inside meets silence, the outside RST.
  answers: choice([
    ["", { inside: "silence", outside: "rst" }],
    [" and answers nobody", { inside: "silence", outside: "silence" }],
    [" and resets who uses it", { inside: "rst", outside: "rst" }],
    [" and resets the inside alone", { inside: "rst", outside: "silence" }],
  ]),
  percent: number("percent"),
  after: number("after"),
  bytes: number("bytes"),
  kbit: number("kbit"),
  ms: number("ms"),
  ports: number("ports", (count) => (count === 1 ? " port" : " ports")),
};

interface Template {
  readonly word: string;
  readonly sentence: string;
  readonly slots: readonly Slot[];
}

const TEMPLATES: readonly Template[] = Object.entries(FAULT_WORDS).map(([word, { sentence }]) => ({
  word,
  sentence,
  slots: [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => SLOTS[name] as Slot),
}));

/** All that a router can do in a sentence, as a pattern without groups. */
export const ROUTER_PATTERN = TEMPLATES.map((template) => patternOf(template, (slot) => slot)).join("|");

/** A fault in words, its attributes by roles: `{ word: "drop-syn", attributes: { from: "server" } }`. */
export interface FaultWords {
  readonly word: string;
  readonly attributes: Attributes;
}

/** Reads what stands behind "the router"; undefined for what no router does. */
export function readSentence(text: string): FaultWords | undefined {
  for (const template of TEMPLATES) {
    const found = new RegExp(`^${patternOf(template, (slot) => `(${slot})`)}$`).exec(text);
    if (!found) continue;
    const parts = template.slots.map((slot, index) => slot.read(found[index + 1] ?? ""));
    return { word: template.word, attributes: Object.assign({}, ...parts) as Attributes };
  }
  return undefined;
}

/** Its other way round: what `readSentence` reads as this fault. */
export function sentenceOf({ word, attributes }: FaultWords): string {
  const { sentence, attributes: rows } = FAULT_WORDS[word as keyof typeof FAULT_WORDS];
  const unsaid = Object.entries(rows).flatMap(([name, row]) => (row.default === undefined ? [] : [[name, row.default]]));
  const values = { ...(Object.fromEntries(unsaid) as Attributes), ...attributes };
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => SLOTS[name]?.write(values) ?? "");
}

function patternOf({ sentence }: Template, shown: (pattern: string) => string): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => shown(SLOTS[name]?.pattern ?? ""));
}
