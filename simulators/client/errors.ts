/** What can go wrong on the client's side; `code` is stable, the sentence is for people. */
export type ReverseConnectErrorCode =
  | "OPTION_INVALID"
  | "LISTEN_URL_INVALID"
  | "PORT_IN_USE"
  | "LISTEN_FAILED"
  | "NOT_STARTED"
  | "STOPPED"
  | "WAIT_TIMEOUT"
  | "ABORTED"
  | "CONNECTION_CLOSED"
  | "CONNECTION_USED"
  | "ENDPOINT_NOT_OFFERED"
  | "CERTIFICATE_UNTRUSTED"
  | "CERTIFICATE_WEAK"
  | "CERTIFICATE_TIME_INVALID"
  | "CERTIFICATE_URI_INVALID"
  | "CERTIFICATE_HOST_NAME_INVALID"
  | "CERTIFICATE_INVALID"
  | "APPLICATION_URI_MISMATCH"
  | "SECURE_CHANNEL_FAILED"
  | "PROTOCOL_VIOLATION"
  | "SESSION_FAILED"
  | "PKI_UNREADABLE";

export class ReverseConnectError extends Error {
  override readonly name = "ReverseConnectError";
  constructor(
    readonly code: ReverseConnectErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly statusCode?: number } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.statusCode = options.statusCode;
  }
  /** The status code that the peer sent or that names the reason, where there is one. */
  readonly statusCode: number | undefined;
}

export function isReverseConnectError(error: unknown, code?: ReverseConnectErrorCode): error is ReverseConnectError {
  return error instanceof ReverseConnectError && (code === undefined || error.code === code);
}
