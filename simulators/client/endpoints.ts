import { BinaryStream, EndpointDescription, MessageSecurityMode, SecurityPolicy } from "node-opcua";
import { ReverseConnectError } from "./errors";
import type { EndpointSummary, SecurityModeName, SecurityPolicyName } from "./session-options";

/** The endpoint for a mode and policy. Errors: ENDPOINT_NOT_OFFERED, with what is offered. */
export function selectEndpoint(
  endpoints: readonly EndpointDescription[],
  mode: SecurityModeName,
  policy: SecurityPolicyName,
  serverUri: string,
): EndpointDescription {
  const found = endpoints.find(
    (endpoint) =>
      endpoint.securityMode === MessageSecurityMode[mode] && endpoint.securityPolicyUri === (SecurityPolicy[policy] as string),
  );
  if (found) return found;
  const offered = endpoints.map((endpoint) => `${shortPolicy(endpoint)}:${MessageSecurityMode[endpoint.securityMode]}`);
  throw new ReverseConnectError(
    "ENDPOINT_NOT_OFFERED",
    `server ${serverUri}: expected an endpoint ${policy}:${mode}, it offers ${offered.length > 0 ? offered.join(", ") : "none"}`,
  );
}

export function summarize(endpoint: EndpointDescription): EndpointSummary {
  return {
    endpointUrl: endpoint.endpointUrl ?? "",
    applicationUri: endpoint.server.applicationUri ?? "",
    securityMode: MessageSecurityMode[endpoint.securityMode],
    securityPolicy: shortPolicy(endpoint),
    certificate: endpoint.serverCertificate.length > 0 ? endpoint.serverCertificate : undefined,
  };
}

function shortPolicy(endpoint: EndpointDescription): string {
  return (endpoint.securityPolicyUri ?? "").replace(/^.*#/, "");
}

/** OPC UA Binary, so that a cache keeps everything, also what we do not look at. */
export function encodeEndpoints(endpoints: readonly EndpointDescription[]): Buffer {
  const size = endpoints.reduce((sum, endpoint) => sum + endpoint.binaryStoreSize(), 4);
  const stream = new BinaryStream(size);
  stream.writeUInt32(endpoints.length);
  for (const endpoint of endpoints) endpoint.encode(stream);
  return stream.buffer;
}

/** Empty when the bytes are not what encodeEndpoints made: a damaged cache costs one GetEndpoints. */
export function decodeEndpoints(bytes: Buffer): EndpointDescription[] {
  try {
    const stream = new BinaryStream(bytes);
    return Array.from({ length: Math.min(stream.readUInt32(), bytes.length) }, () => {
      const endpoint = new EndpointDescription();
      endpoint.decode(stream);
      return endpoint;
    });
  } catch {
    return [];
  }
}
