import {
  ApplicationDescription,
  ApplicationType,
  EndpointDescription,
  FindServersResponse,
  GetEndpointsResponse,
  MessageSecurityMode,
  SecurityPolicy,
  UserTokenType,
} from "node-opcua";
import type { FleetSecurity } from "../types";
import type { Answer, Call, ServedServer } from "./types";

const TRANSPORT = "http://opcfoundation.org/UA-Profile/Transport/uatcp-uasc-uabinary";

export function getEndpoints({ server }: Call): Answer {
  return new GetEndpointsResponse({ endpoints: endpointsOf(server) });
}

export function findServers({ server }: Call): Answer {
  return new FindServersResponse({ servers: [applicationOf(server)] });
}

/** All endpoints, each with the certificate where one is needed. */
export function endpointsOf(server: ServedServer): EndpointDescription[] {
  return server.fleet.security.map((security) => endpointOf(server, security));
}

export function endpointOf(server: ServedServer, { policy, mode }: FleetSecurity): EndpointDescription {
  const needsCertificate = server.fleet.security.some((other) => other.policy !== SecurityPolicy.None);
  return new EndpointDescription({
    endpointUrl: server.endpointUrl,
    server: applicationOf(server),
    ...(needsCertificate ? { serverCertificate: server.getCertificate() } : {}),
    securityMode: mode,
    securityPolicyUri: policy,
    userIdentityTokens: [
      { policyId: "anonymous", tokenType: UserTokenType.Anonymous },
      { policyId: "username", tokenType: UserTokenType.UserName },
    ],
    transportProfileUri: TRANSPORT,
    securityLevel: mode === MessageSecurityMode.None ? 0 : mode === MessageSecurityMode.Sign ? 10 : 20,
  });
}

function applicationOf(server: ServedServer): ApplicationDescription {
  return new ApplicationDescription({
    applicationUri: server.serverUri,
    productUri: "urn:reverse-hello",
    applicationName: { text: "reverse-hello fleet" },
    applicationType: ApplicationType.Server,
    discoveryUrls: [server.endpointUrl],
  });
}
