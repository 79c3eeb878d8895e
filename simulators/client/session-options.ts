import type { CertificateCache } from "./certificate-cache";
import type { ConnectionFilter } from "./server-fields";
import type { ClientIdentity } from "./identity";

export const SECURITY_MODES = ["None", "Sign", "SignAndEncrypt"] as const;
export type SecurityModeName = (typeof SECURITY_MODES)[number];

export const SECURITY_POLICIES = ["None", "Basic256Sha256", "Aes128_Sha256_RsaOaep", "Aes256_Sha256_RsaPss"] as const;
export type SecurityPolicyName = (typeof SECURITY_POLICIES)[number];

export type UserIdentity =
  { readonly type: "anonymous" } | { readonly type: "user-name"; readonly userName: string; readonly password: string };

/** RC-058: what to do when the server's certificate does not name the host of its EndpointUrl. */
export type HostNameCheck = "refuse" | "report" | "off";

export interface SessionOptions {
  /** "None" by default. */
  readonly securityMode?: SecurityModeName;
  /** "Basic256Sha256" by default when the mode is not "None". */
  readonly securityPolicy?: SecurityPolicyName;
  /** Anonymous by default. */
  readonly userIdentity?: UserIdentity;
  /** The manager's by default. */
  readonly certificateCache?: CertificateCache;
  /** Own certificate and trust list; the manager's by default. */
  readonly identity?: ClientIdentity;
  /** "refuse" by default; loopback names count as this machine's name. */
  readonly hostNameCheck?: HostNameCheck;
  /** From our Hello to the answer to OpenSecureChannel, in ms (RC-045); 10,000 by default. */
  readonly channelTimeout?: number;
  /** For the answer to any request, in ms; then the connection is taken for lost; 15,000 by default. */
  readonly requestTimeout?: number;
  /** For the server's next dial when this connection was needed for GetEndpoints, in ms; the manager's waitTimeout by default. */
  readonly dialTimeout?: number;
  /** Requested session timeout in ms; 60,000 by default. */
  readonly sessionTimeout?: number;
  /** Whether the session takes the server's next connection after a loss, forever; true by default. */
  readonly reconnect?: boolean;
  /** Which server's connections belong to the session; by default ServerUri and EndpointUrl of the first one. */
  readonly reconnectFilter?: ConnectionFilter;
  readonly signal?: AbortSignal;
}

/** An endpoint of a server, as GetEndpoints told. */
export interface EndpointSummary {
  readonly endpointUrl: string;
  readonly applicationUri: string;
  readonly securityMode: string;
  readonly securityPolicy: string;
  /** DER, the leaf; undefined when the server has none. */
  readonly certificate: Buffer | undefined;
}
