import { resolve } from "node:path";
import type { SutFile, SutFileAttach, SutFileStart, SutFileWords } from "../../files";
import { parseDuration } from "../../trace";
import { DEFAULT_DIALECT, DEFAULT_TIMING, onlyRoleOf, rolesOf, type Role, type TimingName, type Timings } from "../../vocabulary";
import type { CommandWord, NamedCapability, SutAttach, SutDescription, SutSecurity, SutStart } from "./types";
import { OF_ONE_ROLE, PLACEHOLDERS, placeholdersOf, splitCommandLine } from "./words";

/** A mistake that the schema cannot express; `path` leads to the field. */
export class FieldError extends Error {
  constructor(
    readonly path: readonly string[],
    message: string,
  ) {
    super(message);
  }
}

/** Line of a field's key, or of an item of a list. */
type LineOf = (path: readonly (string | number)[]) => number;

/** Fills in defaults, turns durations into ms and paths into absolute ones. Throws FieldError. */
export function describeSut(raw: SutFile, file: string, folder: string, lineOf: LineOf): SutDescription {
  const start = perRole(raw.role, raw.start, (value, path) => startOf(value as SutFileStart, path, folder));
  const attach = perRole(raw.role, raw.attach, (value) => attachOf(value as SutFileAttach));
  checkPlaces(raw, start, attach);
  // An aggregation server is of both roles, and may use the placeholders of either.
  const only = onlyRoleOf(raw.role);
  if (only) checkRole(only, start[only]);
  return {
    file,
    folder,
    name: raw.name,
    ...(raw.version === undefined ? {} : { version: String(raw.version) }),
    role: raw.role,
    start,
    attach,
    lifetime: raw.lifetime ?? "scenario",
    network: raw.network ?? "any",
    identity: raw.identity ?? {},
    timing: timingOf(raw.timing ?? {}),
    statedTiming: new Set(Object.keys(raw.timing ?? {}) as TimingName[]),
    security: securityOf(raw.security ?? {}, folder),
    ...claims(raw, start),
    named: namedCapabilities(raw, lineOf),
    variants: Object.fromEntries(Object.entries(raw.variants ?? {}).map(([name, path]) => [name, resolve(folder, path)])),
    dialect: raw.dialect ?? DEFAULT_DIALECT,
    knownFailures: raw.knownFailures ?? [],
  };
}

/** The description as one that has this role only. Throws RangeError when it has not. */
export function sutForRole(description: SutDescription, role: Role): SutDescription {
  if (description.role === role) return description;
  if (!rolesOf(description.role).includes(role))
    throw new RangeError(`${description.file} describes a ${description.role}, not a ${role}`);
  const { start, attach } = description;
  return {
    ...description,
    role,
    start: start[role] ? { [role]: start[role] } : {},
    attach: attach[role] ? { [role]: attach[role] } : {},
  };
}

function perRole<T>(
  role: SutFile["role"],
  value: object | undefined,
  make: (value: object, path: string[]) => T,
): Partial<Record<Role, T>> {
  if (value === undefined) return {};
  const only = onlyRoleOf(role);
  if (only) return { [only]: make(value, []) };
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, make(part as object, [name])]));
}

function startOf(raw: SutFileStart, path: readonly string[], folder: string): SutStart {
  const at = (...more: string[]) => ["start", ...path, ...more];
  const module = raw.module === undefined || raw.module.startsWith("builtin:") ? raw.module : resolve(folder, raw.module);
  if (module?.startsWith("builtin:") && module !== "builtin:cli") {
    throw new FieldError(
      at("module"),
      `${at("module").join(".")} must be builtin:cli or the path of a Node module, not "${module}"`,
    );
  }
  const options = Object.entries(raw.options ?? {}).map(([name, words]) => [name, wordsOf(words, at("options", name))] as const);
  for (const [name, text] of Object.entries(raw.env ?? {})) checkPlaceholders(String(text), at("env", name));
  return {
    command: wordsOf(raw.command, at("command")),
    env: Object.fromEntries(Object.entries(raw.env ?? {}).map(([name, value]) => [name, String(value)])),
    cwd: resolve(folder, raw.cwd ?? "."),
    ...(raw.ready === undefined ? {} : { ready: regularExpression(raw.ready, at("ready")) }),
    readyTimeout: parseDuration(raw.readyTimeout ?? 10_000),
    stopTimeout: parseDuration(raw.stopTimeout ?? 3000),
    ...(module === undefined ? {} : { module }),
    options: Object.fromEntries(options),
  };
}

function wordsOf(raw: SutFileWords, path: readonly string[]): CommandWord[] {
  const words =
    typeof raw === "string" ? split(raw, path) : raw.map((word) => (typeof word === "object" ? word.map(String) : String(word)));
  for (const word of words.flat()) checkPlaceholders(word, path);
  return words;
}

function split(text: string, path: readonly string[]): string[] {
  try {
    return splitCommandLine(text);
  } catch (error) {
    throw new FieldError(path, `${path.join(".")} has an ${(error as Error).message}`);
  }
}

function checkPlaceholders(word: string, path: readonly string[]): void {
  const unknown = placeholdersOf(word).find((name) => !(PLACEHOLDERS as readonly string[]).includes(name));
  if (unknown === undefined) return;
  const known = PLACEHOLDERS.map((name) => `{${name}}`).join(" ");
  throw new FieldError(
    path,
    `${path.join(".")} uses the unknown placeholder {${unknown}}; known: ${known}; write {{${unknown}}} for the text itself`,
  );
}

/** A placeholder that has a value in the other role only would keep every scenario from running. */
function checkRole(role: Role, start: SutStart | undefined): void {
  if (!start) return;
  const places: readonly (readonly [readonly string[], readonly string[]])[] = [
    [["start", "command"], start.command.flat()],
    ...Object.entries(start.options).map(([name, words]) => [["start", "options", name], words.flat()] as const),
    ...Object.entries(start.env).map(([name, text]) => [["start", "env", name], [text]] as const),
  ];
  for (const [path, words] of places) {
    const foreign = words.flatMap(placeholdersOf).find((name) => (OF_ONE_ROLE[name] ?? role) !== role);
    if (foreign === undefined) continue;
    const instead = role === "server" ? "{clientUrl} and {port}" : "{listenUrl} and {clientUri}";
    throw new FieldError(
      path,
      `${path.join(".")} uses {${foreign}}, which only a ${OF_ONE_ROLE[foreign]} has, and role is ${role}; addresses of a ${role} are ${instead}`,
    );
  }
}

function regularExpression(text: string, path: readonly string[]): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    throw new FieldError(path, `${path.join(".")} must be a regular expression: ${(error as Error).message}`);
  }
}

function attachOf(raw: SutFileAttach): SutAttach {
  const list = (value: string | readonly string[] | undefined) =>
    value === undefined ? [] : typeof value === "string" ? [value] : value;
  return { clientUrls: list(raw.clientUrl), listenUrls: list(raw.listenUrl) };
}

function timingOf(raw: NonNullable<SutFile["timing"]>): Timings {
  const stated = Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, parseDuration(value)]));
  return { ...DEFAULT_TIMING, ...stated };
}

function securityOf(raw: NonNullable<SutFile["security"]>, folder: string): SutSecurity {
  const policies = raw.policies ?? [];
  return {
    policies,
    modes: raw.modes ?? (policies.length > 0 ? ["Sign", "SignAndEncrypt"] : []),
    users: raw.users ?? [],
    ...(raw.certificate === undefined ? {} : { certificate: resolve(folder, raw.certificate) }),
  };
}

function claims(raw: SutFile, start: Partial<Record<Role, SutStart>>): Pick<SutDescription, "capabilities" | "lacks"> {
  const options = Object.values(start).flatMap((one) => Object.keys(one.options));
  const capabilities = new Set([...(raw.capabilities ?? []), ...options]);
  const both = raw.lacks?.findIndex((name) => capabilities.has(name)) ?? -1;
  if (both >= 0) {
    const name = raw.lacks?.[both] ?? "";
    throw new FieldError(
      ["lacks", String(both)],
      `"${name}" is claimed (capabilities or start.options) and lacking at once; remove one`,
    );
  }
  return { capabilities, lacks: new Set(raw.lacks) };
}

/** Every place where the file names a capability. */
function namedCapabilities(raw: SutFile, lineOf: LineOf): NamedCapability[] {
  const list = (field: "capabilities" | "lacks") =>
    (raw[field] ?? []).map((name, index) => ({ name, field, line: lineOf([field, index]) }));
  const keys = (path: readonly string[], map: object | undefined) =>
    Object.keys(map ?? {}).map((name) => ({ name, field: path.join("."), line: lineOf([...path, name]) }));
  const starts = onlyRoleOf(raw.role)
    ? [[["start"], raw.start] as const]
    : Object.entries(raw.start ?? {}).map(([role, start]) => [["start", role], start] as const);
  const options = starts.flatMap(([path, start]) => keys([...path, "options"], (start as SutFileStart | undefined)?.options));
  return [...options, ...keys(["variants"], raw.variants), ...list("capabilities"), ...list("lacks")];
}

function checkPlaces(raw: SutFile, start: Partial<Record<Role, SutStart>>, attach: Partial<Record<Role, SutAttach>>): void {
  for (const role of rolesOf(raw.role)) {
    const where = onlyRoleOf(raw.role) ? "" : ` for the role ${role}`;
    if (start[role] && attach[role]) throw new FieldError(["attach"], `give either start or attach${where}, not both`);
    if (!start[role] && !attach[role]) throw new FieldError([], `give start (a command line) or attach (addresses)${where}`);
    const field = role === "server" ? "clientUrl" : "listenUrl";
    const urls = role === "server" ? attach[role]?.clientUrls : attach[role]?.listenUrls;
    if (urls?.length === 0)
      throw new FieldError(
        ["attach"],
        `attach${where} needs ${field}: ${role === "server" ? "where the server dials" : "where the client listens"}`,
      );
  }
}
