import { InvalidArgumentError } from "commander";
import { schemaCheck, type FleetFile, type FleetFileGroup } from "../files";
import { defined } from "../objects";
import { statusCode, type StatusName } from "../protocol";
import { parseDuration, type Dialect, type FleetKindName } from "../vocabulary";
import { security as parseSecurity, type SecurityChoice } from "./commands/simulate/values";
import { readLined } from "./lined-file";

/** This many servers of one kind; durations in ms. */
export interface GroupChoice {
  readonly kind: FleetKindName;
  readonly count: number;
  readonly delay?: number;
  readonly period?: number;
  readonly code?: StatusName;
}

/** What flags and a profile may both say of a fleet; durations in ms. */
export interface FleetChoices {
  readonly redial?: number;
  readonly connectTimeout?: number;
  readonly suspension?: number;
  readonly keepAlive?: number;
  readonly jitter?: number;
  readonly seed?: number;
  readonly maxSessionCount?: number;
  readonly dialect?: Dialect;
  readonly security?: readonly SecurityChoice[];
  readonly certificates?: "own" | "shared";
  readonly applicationUri?: string;
  readonly endpointUrl?: string;
}

export interface FleetProfile extends FleetChoices {
  readonly name?: string;
  readonly groups: readonly GroupChoice[];
  readonly load: NonNullable<FleetFile["load"]>;
  readonly limits: NonNullable<FleetFile["limits"]>;
}

const findProblem = schemaCheck("fleet");

/** Reads and checks a profile. Throws UsageError: file, line, field and what is allowed. */
export function fleetProfile(given: string, cwd: string): FleetProfile {
  const { yaml, at } = readLined("--profile", { given, cwd }, findProblem);
  const raw = yaml.data as FleetFile;
  const security = raw.security?.map((text, index) => {
    try {
      return parseSecurity(text);
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error;
      throw at(yaml.lineOf(["security", index]), `security: ${error.message.replace(/\.$/, "")}; got ${JSON.stringify(text)}`);
    }
  });
  const groups = raw.servers.map((group, index) => {
    if (group.code !== undefined && statusCode(group.code) === undefined)
      throw at(yaml.lineOf(["servers", index, "code"]), `code: expected a status code such as BadServerTooBusy; got ${group.code}`);
    return toGroup(group);
  });
  return { ...toChoices(raw), ...defined({ name: raw.name, security }), groups, load: raw.load ?? {}, limits: raw.limits ?? {} };
}

function toGroup({ kind, count, delay, period, code }: FleetFileGroup): GroupChoice {
  return { kind, count, ...defined({ delay: ms(delay), period: ms(period), code: code as StatusName | undefined }) };
}

function toChoices(raw: FleetFile): FleetChoices {
  return defined({
    redial: ms(raw.redial),
    connectTimeout: ms(raw["connect-timeout"]),
    suspension: ms(raw.suspension),
    keepAlive: ms(raw["keep-alive"]),
    jitter: ms(raw.jitter),
    seed: raw.seed,
    maxSessionCount: raw["max-session-count"],
    dialect: raw.dialect,
    certificates: raw.certificates,
    applicationUri: raw["application-uri"],
    endpointUrl: raw["endpoint-url"],
  });
}

function ms(value: string | number | undefined): number | undefined {
  return value === undefined ? undefined : parseDuration(value);
}
