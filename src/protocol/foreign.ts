/** What speaks where OPC UA should, by the first bytes of a stream (latin1); undefined for what is not known. */
export function foreignProtocol(preview: string): string | undefined {
  if (/^(HTTP\/|GET |POST |HEAD |PUT |OPTIONS |CONNECT )/.test(preview)) return "HTTP";
  const [type, major, minor] = [0, 1, 2].map((at) => preview.charCodeAt(at));
  // A TLS record: content type 20 to 23, version 3.0 to 3.4 (RFC 8446, 5.1).
  if (type && type >= 20 && type <= 23 && major === 3 && minor !== undefined && minor <= 4) return "TLS";
  return preview.startsWith("SSH-") ? "SSH" : undefined;
}
