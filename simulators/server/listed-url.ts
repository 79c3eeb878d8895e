import type { OPCUAServerEndPoint } from "node-opcua";
import { sameAddress } from "./url";

/**
 * Makes GetEndpoints return `url`, byte for byte, where node-opcua returns its host and port only: a client that fetches the
 * endpoints first says Hello with what it found there, and that has to be the EndpointUrl of the ReverseHello (RC-011, RC-014).
 */
export function listAs(url: string, endpoints: readonly OPCUAServerEndPoint[]): void {
  for (const description of endpoints.flatMap((endpoint) => endpoint.endpointDescriptions())) {
    if (sameAddress(description.endpointUrl ?? "", url)) Object.defineProperty(description, "endpointUrl", { value: url });
  }
}
