import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import {
  FolderCertificateCache,
  type ConnectionFilter,
  type ReverseConnectManagerOptions,
  type SessionOptions,
} from "../../../../simulators/client";
import { defined } from "../../../objects";
import { UsageError } from "../../io";
import type { ClientFlags } from "./flags";
import type { NamedUser } from "./password";
import { sessionSecurity } from "./values";

/** What the flags make of the reference client. */
export interface ClientConfig extends ClientFlags {
  readonly manager: ReverseConnectManagerOptions;
  readonly session: SessionOptions;
  /** Absent: every server. */
  readonly filter?: ConnectionFilter;
  readonly read: readonly string[];
}

const SERVER_TIME = "i=2258";

/** Throws UsageError. */
export function clientConfig(flags: ClientFlags, user: NamedUser | undefined, cwd: string): ClientConfig {
  const { serverUri, serverUrl, security, channelTimeout, requestTimeout, hostNameCheck } = flags;
  const filter = (serverUri ?? serverUrl) ? defined({ serverUri, endpointUrl: serverUrl }) : undefined;
  const session = {
    ...defined({ channelTimeout, requestTimeout, hostNameCheck, userIdentity: user, reconnectFilter: filter }),
    ...(security && sessionSecurity(security)),
  };
  const read = flags.read ?? (flags.subscribe.length > 0 ? [] : [SERVER_TIME]);
  return { ...flags, manager: managerOptions(flags, cwd), session, read, ...(filter && { filter }) };
}

function managerOptions(flags: ClientFlags, cwd: string): ReverseConnectManagerOptions {
  const { listen, holdTime, waitTimeout, firstMessageTimeout, keepAlive, maxHeld, dialect, applicationUri, autoAccept } = flags;
  const path = (name: string | undefined) => (name === undefined ? undefined : resolve(cwd, name));
  const cache = path(flags.certificateCache);
  return {
    listen,
    ...defined({ holdTime, waitTimeout, firstMessageTimeout, keepAlive, maxHeld, dialect }),
    ...(cache !== undefined && { certificateCache: new FolderCertificateCache(cache) }),
    identity: {
      ...defined({ applicationUri, pki: path(flags.pki), autoAccept }),
      allow: { shortKeys: flags.allowShortKeys, sha1: flags.allowSha1 },
      trusted: flags.trust.map((file) => certificate(resolve(cwd, file), file)),
    },
  };
}

/** DER of a PEM or DER file. */
function certificate(file: string, given: string): Buffer {
  try {
    const bytes = readFileSync(file);
    const pem = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/.exec(bytes.toString("latin1"));
    return pem ? Buffer.from(pem[1] ?? "", "base64") : bytes;
  } catch (error) {
    throw new UsageError(`--trust ${given}: the file cannot be read (${(error as Error).message})`, { cause: error });
  }
}
