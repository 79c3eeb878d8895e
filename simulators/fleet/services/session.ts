import { randomBytes } from "node:crypto";
import {
  ActivateSessionResponse,
  CloseSessionResponse,
  computeSignatureAsync,
  CreateSessionResponse,
  MessageSecurityMode,
  StatusCodes,
  type ActivateSessionRequest,
  type CreateSessionRequest,
} from "node-opcua";
import { ServiceError } from "../errors";
import { Session } from "../session";
import { endpointsOf } from "./discovery";
import type { Answer, Call, SessionCall } from "./types";

/** Bytes of a session's nonce (Part 4, 5.7.2: at least 32). */
const NONCE = 32;
/** Limits of a session's timeout, in ms. */
const SHORTEST = 1_000;
const LONGEST = 3_600_000;

export async function createSession({ server, channel, message }: Call): Promise<Answer> {
  const request = message.request as CreateSessionRequest;
  const timeout = Math.min(LONGEST, Math.max(SHORTEST, request.requestedSessionTimeout || LONGEST));
  const session = new Session(channel, timeout, randomBytes(NONCE), server.fleet.now());
  const isSecured = channel.securityMode !== MessageSecurityMode.None;
  const certificate = isSecured ? server.getCertificate() : undefined;
  const serverSignature = isSecured
    ? await computeSignatureAsync(request.clientCertificate, request.clientNonce, server.getKeyOperations(), channel.securityPolicy)
    : undefined;
  server.add(session);
  return new CreateSessionResponse({
    sessionId: session.sessionId,
    authenticationToken: session.authenticationToken,
    revisedSessionTimeout: timeout,
    serverNonce: session.nonce,
    ...(certificate ? { serverCertificate: certificate } : {}),
    ...(serverSignature ? { serverSignature } : {}),
    serverEndpoints: endpointsOf(server),
    maxRequestMessageSize: 0,
  });
}

/** Anybody may log in: who comes to a fleet is part of the test. On another channel the session moves there (Part 4, 5.7.3). */
export function activateSession({ server, channel, session, message }: SessionCall): Answer {
  const { clientSignature } = message.request as ActivateSessionRequest;
  if (channel.securityMode !== MessageSecurityMode.None && !clientSignature.signature)
    throw new ServiceError(StatusCodes.BadApplicationSignatureInvalid);
  session.nonce = randomBytes(NONCE);
  server.activated(session, channel);
  return new ActivateSessionResponse({ serverNonce: session.nonce });
}

/** Its subscriptions go with it, whatever the client would have: nobody else could take them. */
export function closeSession({ server, session }: SessionCall): Answer {
  server.remove(session);
  return new CloseSessionResponse({});
}
