import { createHash } from "node:crypto";
import { accessSync, constants, existsSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { RegisterServerMethod, SecurityPolicy, type OPCUAServerOptions } from "node-opcua";
import { StrictCertificateManager, type AllowedWeakness } from "../trust";
import { privateFolder, PrivateFolderError, userFolder } from "../../src/files";
import { SMALL_NODESET } from "./nodeset";
import type { ReverseConnectServerOptions } from "./options";
import { ServerConfigError } from "./types";
import { parseTcpUrl } from "./url";
import { defined } from "../../src/objects";

export const REVERSE_CONNECT_PROFILE = "http://opcfoundation.org/UA-Profile/Server/ReverseConnect";

const SERVER_PROFILES: readonly string[] = [
  "http://opcfoundation.org/UA-Profile/Server/DataAccess",
  "http://opcfoundation.org/UA-Profile/Server/Methods",
  "http://opcfoundation.org/UA-Profile/Transport/uatcp-uasc-uabinary",
  REVERSE_CONNECT_PROFILE,
];

export const DEFAULT_APPLICATION_URI = "urn:reverse-hello:reference-server";

const SECURITY_POLICIES = [
  SecurityPolicy.Basic256Sha256,
  SecurityPolicy.Aes128_Sha256_RsaOaep,
  SecurityPolicy.Aes256_Sha256_RsaPss,
];

/** Ordinary clients of the listening port; reverse connections do not count. */
const MAX_CONNECTIONS = 1000;
const MAX_SESSIONS = 1000;

/** The options of OPCUAServer that stand behind ours. */
export function baseOptions(options: ReverseConnectServerOptions): OPCUAServerOptions {
  const {
    reverseConnect: _r,
    applicationUri,
    endpointUrl,
    pki,
    autoAccept,
    behaviour: _b,
    clock: _c,
    referenceNodes: _n,
    onContained: _o,
    allow,
    onCertificateRefused: onRefused,
    ...rest
  } = options;
  const uri = applicationUri ?? rest.serverInfo?.applicationUri ?? DEFAULT_APPLICATION_URI;
  const address = endpointAddress(endpointUrl);
  return {
    ...((rest.nodeset_filename ?? rest.nodesets) === undefined ? { nodesets: [SMALL_NODESET] } : {}),
    registerServerMethod: RegisterServerMethod.HIDDEN,
    maxConnectionsPerEndpoint: MAX_CONNECTIONS,
    // A free one: node-opcua's own default is one number for all servers of a machine.
    port: 0,
    securityPolicies: [SecurityPolicy.None, ...SECURITY_POLICIES],
    ...address,
    ...certificates(uri, address.hostname ?? "", defined({ pki, autoAccept, allow, onRefused }), rest),
    ...rest,
    serverInfo: {
      applicationName: { text: "reverse-hello reference server", locale: "en" },
      ...rest.serverInfo,
      applicationUri: uri,
    },
    serverCapabilities: { maxSessions: MAX_SESSIONS, serverProfileArray: [...SERVER_PROFILES], ...rest.serverCapabilities },
  };
}

/** The EndpointUrl of the ReverseHello should be one of those that GetEndpoints returns (RC-014). */
function endpointAddress(endpointUrl: string | undefined): Partial<OPCUAServerOptions> {
  if (endpointUrl === undefined) return {};
  const { host } = parseTcpUrl(endpointUrl, "endpointUrl");
  const hostname = host.includes(":") ? `[${host}]` : host;
  return { advertisedEndpoints: [endpointUrl], hostname };
}

interface StoreOptions {
  readonly pki?: string;
  readonly autoAccept?: boolean;
  readonly allow?: AllowedWeakness;
  readonly onRefused?: (sentence: string) => void;
}

function certificates(
  applicationUri: string,
  hostname: string,
  { pki, autoAccept = false, allow, onRefused }: StoreOptions,
  given: Partial<OPCUAServerOptions>,
): Partial<OPCUAServerOptions> {
  if (given.serverCertificateManager || given.certificateKeyPairProvider) return {};
  let rootFolder = pki ?? join(userFolder(process.env["XDG_STATE_HOME"], ".local", "state"), "server");
  try {
    rootFolder = pki === undefined ? ownFolder(rootFolder) : privateFolder(pki);
    accessSync(rootFolder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new ServerConfigError("pki", rootFolder, `a folder that can be written (${(error as Error).message})`);
  }
  const store = () =>
    new StrictCertificateManager({
      rootFolder,
      ...defined({ allow, onRefused }),
      automaticallyAcceptUnknownCertificate: autoAccept,
      // Watchers of a shared folder make each of many servers slow to start.
      disableFileWatchers: true,
    });
  const certs = join(rootFolder, "own", "certs");
  const placed = join(certs, "certificate.pem");
  return {
    serverCertificateManager: store(),
    // A manager must not be shared: the second server to stop would find it disposed.
    userCertificateManager: store(),
    // A certificate that the owner of the folder placed there is the one to use.
    certificateFile: pki !== undefined && existsSync(placed) ? placed : join(certs, ownName(applicationUri, hostname)),
  };
}

/** Of the user, for all runs; where the home folder cannot be written (some containers), a checked temporary one. */
function ownFolder(folder: string): string {
  try {
    return privateFolder(folder);
  } catch (error) {
    if (error instanceof PrivateFolderError) throw error;
    return privateFolder(join(tmpdir(), `reverse-hello-${userInfo().username}`, "server"));
  }
}

/** One key for the folder, one certificate for each application URI and host name: both stand in it (RC-005, RC-058). */
function ownName(applicationUri: string, hostname: string): string {
  const hash = createHash("sha256").update(`${applicationUri}\n${hostname.toLowerCase()}`).digest("hex");
  return `server-${hash.slice(0, 16)}.pem`;
}
