import { splitCommandLine } from "../../../suite/sut";
import type { Role } from "../../../vocabulary";

/** What a new `sut.yaml` is made of; durations and patterns as the user wrote them. */
export interface Answers {
  readonly role: Role;
  readonly name: string;
  readonly version: string | undefined;
  readonly command: string | undefined;
  readonly attach: readonly string[];
  readonly ready: string | undefined;
  readonly applicationUri: string | undefined;
  readonly options: readonly (readonly [name: string, words: string])[];
  readonly policies: readonly string[];
  readonly capabilities: readonly string[];
  readonly timing: Readonly<Record<string, string>>;
}

/** JSON strings are YAML strings, whatever is in them. */
const quote = (text: string) => JSON.stringify(text);
const list = (items: readonly string[]) => `[${items.map(quote).join(", ")}]`;

/** The text of the file, with comments where someone will want to go on. `schema` is the path to the JSON Schema. */
export function sutFile(answers: Answers, schema: string): string {
  const { role, name, version, applicationUri } = answers;
  return [
    `# yaml-language-server: $schema=${schema}`,
    "# Every field is explained in docs/sut.md of reverse-hello.",
    `name: ${quote(name)}`,
    ...(version === undefined ? [] : [`version: ${quote(version)}`]),
    `role: ${role}`,
    ...(answers.command === undefined ? attach(answers) : start(answers, answers.command)),
    ...(applicationUri === undefined ? [] : ["identity:", `  applicationUri: ${quote(applicationUri)}`]),
    ...timing(answers),
    ...security(answers),
    ...(answers.capabilities.length === 0 ? [] : [`capabilities: ${list(answers.capabilities)}`]),
    "dialect: netstandard",
    "",
  ].join("\n");
}

function start({ role, ready, options }: Answers, command: string): string[] {
  return [
    "start:",
    "  # No shell runs. A nested list is repeated for every value of its placeholder, such as several client URLs.",
    `  command: [${commandWords(command).join(", ")}]`,
    ...(ready === undefined
      ? [`  # ready: "regular expression on a line of its output"`]
      : [`  ready: ${quote(ready)}`, "  readyTimeout: 10s"]),
    ...(options.length === 0
      ? []
      : ["  options:", ...options.map(([name, words]) => `    ${name}: ${words.trim() === "" ? "[]" : quote(words)}`)]),
    "  # Argument groups that some scenarios need; a group that is absent is a capability that is not claimed.",
    ...(options.length === 0 ? ["  # options:"] : []),
    ...SUGGESTIONS[role]
      .filter(([name]) => !options.some(([given]) => given === name))
      .map(([name, words]) => `  #   ${name}: ${words}`),
  ];
}

/** "--flag {clientUrl}" becomes a group: with two clients the flag is given twice. */
function commandWords(command: string): string[] {
  const words = splitCommandLine(command);
  const grouped: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const [word = "", next = ""] = words.slice(at, at + 2);
    const pair = word.startsWith("-") && /^\{(clientUrl|listenUrl)\}$/.test(next);
    grouped.push(pair ? list([word, next]) : quote(word));
    if (pair) at += 1;
  }
  return grouped;
}

const SUGGESTIONS: Readonly<Record<Role, readonly (readonly [name: string, words: string])[]>> = {
  server: [
    ["application-uri", '"--application-uri {serverUri}"'],
    ["security", '"--policy {securityPolicy} --mode {securityMode} --pki {pki}"'],
  ],
  client: [
    ["filter-server-uri", '"--server-uri {serverUri}"'],
    ["filter-endpoint-url", '"--endpoint-url {endpointUrl}"'],
    ["accept-any", "[]"],
    ["reject", '"--reject"'],
    ["security", '"--policy {securityPolicy} --mode {securityMode} --pki {pki}"'],
  ],
};

function attach({ role, attach: urls }: Answers): string[] {
  return ["attach:", `  ${role === "server" ? "clientUrl" : "listenUrl"}: ${list(urls)}`];
}

function timing({ role, timing: stated }: Answers): string[] {
  const entries = Object.entries(stated).map(([name, value]) => `  ${name}: ${quote(value)}`);
  const hint =
    role === "server"
      ? "# As configured in the product. Shorter times make the run faster: 200ms and 2s are fine. Without suspension, none is expected."
      : "# As configured in the product. Shorter times make the run faster: 500ms and 1s are fine.";
  return ["timing:", `  ${hint}`, ...entries, "  tolerance: 500ms"];
}

function security({ policies }: Answers): string[] {
  return policies.length === 0 ? [] : ["security:", `  policies: ${list(policies)}`, "  modes: [Sign, SignAndEncrypt]"];
}
