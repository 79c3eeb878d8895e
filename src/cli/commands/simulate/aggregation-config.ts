import { dirname, resolve } from "node:path";
import {
  checkAggregationOptions,
  AggregationConfigError,
  type AggregationOptions,
  type UnderlyingServerOptions,
} from "../../../../simulators/aggregation";
import type { ReverseClientOptions } from "../../../../simulators/server";
import { parseDuration } from "../../../trace";
import { schemaCheck, type AggregationFile, type AggregationFileClient, type AggregationFileDuration } from "../../../files";
import { UsageError, type CliIo } from "../../io";
import { readLined, type LinedFile } from "../../lined-file";
import { PASSWORD_VARIABLE, type NamedUser } from "./password";
import { defined } from "../../../objects";
import { kebab } from "../../arguments";
import { sessionSecurity, security as parseSecurity, user as parseUser } from "./values";

const findProblem = schemaCheck("aggregation");

/** Turns an error's field ("underlying[0].name", "clients[1].endpointUrl") into a UsageError with file and line. */
export type FieldComplaint = (field: string, problem: string) => UsageError;

/** Reads and checks the configuration. Throws UsageError: file, line, field and what is allowed. */
export function aggregationConfig(
  given: string,
  { cwd, env }: Pick<CliIo, "cwd" | "env">,
): { options: AggregationOptions; complain: FieldComplaint } {
  const file = readLined("--config", { given, cwd }, findProblem);
  const options = toOptions(file.yaml.data as AggregationFile, dirname(resolve(cwd, given)), env);
  const complain = complainer(file);
  try {
    checkAggregationOptions(options);
  } catch (error) {
    if (error instanceof AggregationConfigError) throw complain(error.field, error.message.slice(error.field.length + 2));
    throw error;
  }
  return { options, complain };
}

function complainer({ yaml, at }: LinedFile): FieldComplaint {
  return (field, problem) => {
    const words = kebab(field)
      .replace(/^clients\b/, "server.reverse-connect")
      .replaceAll(/\[(\d+)\]/g, ".$1");
    const path = words.split(".");
    const known = yaml.has(path) || yaml.has(path.slice(0, -1)) ? path : ["server", ...path];
    return at(yaml.lineOf(known), `${known.join(".")}: ${problem}`);
  };
}

function toOptions(raw: AggregationFile, folder: string, env: CliIo["env"]): AggregationOptions {
  const pki = raw.pki === undefined ? undefined : resolve(folder, raw.pki);
  const autoAccept = raw["auto-accept"] ?? false;
  const allow = { shortKeys: raw["allow-short-keys"] ?? false, sha1: raw["allow-sha1"] ?? false };
  const holdTime = ms(raw["hold-time"]);
  return {
    ...defined({
      listen: raw.listen,
      reconnectInterval: ms(raw["reconnect-interval"]),
      samplingInterval: ms(raw["sampling-interval"]),
      keepAlive: ms(raw["keep-alive"]),
      maxNodes: raw["max-nodes"],
    }),
    server: { ...serverOptions(raw.server ?? {}, { pki, autoAccept }), allow },
    manager: defined({ holdTime, dialect: raw.server?.dialect }),
    identity: { ...defined({ pki }), autoAccept, allow },
    underlying: raw.underlying.map((one) => underlying(one, env)),
  };
}

function serverOptions(
  raw: NonNullable<AggregationFile["server"]>,
  { pki, autoAccept }: { pki: string | undefined; autoAccept: boolean },
): NonNullable<AggregationOptions["server"]> {
  return {
    // Nobody but this machine, unless the file says so.
    host: raw.host ?? "127.0.0.1",
    ...defined({ applicationUri: raw["application-uri"], endpointUrl: raw["endpoint-url"], pki }),
    port: raw.port ?? 0,
    autoAccept,
    reverseConnect: {
      ...defined({
        redial: ms(raw["redial"]),
        connectTimeout: ms(raw["connect-timeout"]),
        suspension: ms(raw["suspension"]),
        jitter: ms(raw.jitter),
        dialect: raw.dialect,
      }),
      clients: (raw["reverse-connect"] ?? []).map(client),
    },
  };
}

function client(raw: AggregationFileClient): ReverseClientOptions {
  if (typeof raw === "string") return { endpointUrl: raw };
  const { "endpoint-url": endpointUrl, "max-session-count": maxSessionCount, enabled, timeout } = raw;
  return { endpointUrl, ...defined({ maxSessionCount, enabled, timeout: ms(timeout) }) };
}

function underlying(raw: AggregationFile["underlying"][number], env: CliIo["env"]): UnderlyingServerOptions {
  const { name, reverse, nodes } = raw;
  return {
    name,
    ...defined({ endpointUrl: raw["endpoint-url"], nodes }),
    ...(reverse && { reverse: defined({ serverUri: reverse["server-uri"], endpointUrl: reverse["endpoint-url"] }) }),
    ...(raw.security !== undefined && sessionSecurity(parseSecurity(raw.security))),
    ...(raw.user !== undefined && { userIdentity: userOf(raw.user, raw.name, env) }),
  };
}

function userOf(given: string, server: string, env: CliIo["env"]): NamedUser {
  const user = parseUser(given);
  const password = user.password ?? env[PASSWORD_VARIABLE];
  if (password !== undefined) return { ...user, password };
  throw new UsageError(
    `underlying ${server}: the password of ${user.userName} is not known; give the variable ${PASSWORD_VARIABLE}`,
  );
}

function ms(value: AggregationFileDuration | undefined): number | undefined {
  return value === undefined ? undefined : parseDuration(value);
}
