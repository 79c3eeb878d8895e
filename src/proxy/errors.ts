/** An error of the proxy with the HTTP status that Toxiproxy gives it and, where Toxiproxy has one, its very text. */
export class ProxyError extends Error {
  override readonly name: string = "ProxyError";
  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
    /** What people should know beyond Toxiproxy's text. */
    readonly hint?: string,
  ) {
    super(message);
  }
}

export const badRequest = (detail: string) => new ProxyError("BAD_REQUEST_BODY", 400, `bad request body: ${detail}`);
export const missingField = (field: string) => new ProxyError("MISSING_FIELD", 400, `missing required field: ${field}`);
export const proxyNotFound = () => new ProxyError("PROXY_NOT_FOUND", 404, "proxy not found");
export const proxyExists = () => new ProxyError("PROXY_EXISTS", 409, "proxy already exists");
export const invalidStream = () =>
  new ProxyError("INVALID_STREAM", 400, "stream was invalid, can be either upstream or downstream");
export const invalidType = (type: string, known: readonly string[]) =>
  new ProxyError("INVALID_TOXIC_TYPE", 400, "invalid toxic type", `got ${JSON.stringify(type)}, known are ${known.join(", ")}`);
export const toxicExists = () => new ProxyError("TOXIC_EXISTS", 409, "toxic already exists");
export const toxicNotFound = () => new ProxyError("TOXIC_NOT_FOUND", 404, "toxic not found");

/** Go's words for what a bind can end with, since clients match on them. */
export function listenError(listen: string, error: NodeJS.ErrnoException): ProxyError {
  const texts: Record<string, string> = {
    EADDRINUSE: "bind: address already in use",
    EACCES: "bind: permission denied",
    EADDRNOTAVAIL: "bind: cannot assign requested address",
  };
  return new ProxyError("LISTEN_FAILED", 500, `listen tcp ${listen}: ${texts[error.code ?? ""] ?? error.message}`);
}
