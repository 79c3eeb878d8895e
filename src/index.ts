/** The library: `import { ReverseConnectServer } from "reverse-hello"`. */
export * from "../simulators/server";
export * from "../simulators/aggregation";
export {
  FolderCertificateCache,
  isReverseConnectError,
  MemoryCertificateCache,
  openIdentity,
  ReverseConnection,
  ReverseConnectError,
  ReverseConnectManager,
  ReverseSession,
  StartedReverseConnectManager,
  type CachedServer,
  type CertificateCache,
  type ClientBehaviour,
  type ClientEvent,
  type ClientIdentity,
  type ConnectionFilter,
  type Decision,
  type IdentityOptions,
  type RegisterOptions,
  type RegistrationMode,
  type ReverseConnectErrorCode,
  type ReverseConnectManagerOptions,
  type SessionOptions,
  type SessionState,
  type WaitForConnectionOptions,
} from "../simulators/client";
