import {
  ServiceFault,
  StatusCodes,
  type Message,
  type OPCUAServer,
  type ServerSecureChannelLayer,
  type StatusCode,
} from "node-opcua";
import { readCertificate } from "./read-certificate";
import type { ContainedListener } from "./types";
import { messageOf } from "../../src/text";

type Handler = (this: OPCUAServer, message: Message, channel: ServerSecureChannelLayer) => unknown;

/**
 * Stands before every service of a server. node-opcua calls an asynchronous handler without looking at its promise, and dumps the
 * request when another throws, which can throw again: both end the process. Here each becomes one ServiceFault and one report.
 */
export function containServices(server: OPCUAServer, contained: ContainedListener): void {
  const handlers = server as unknown as Record<string, Handler>;
  for (const name of servicesOf(server)) {
    const handler = handlers[name];
    if (typeof handler !== "function") continue;
    const service = name.replace(/^_on_/, "");
    handlers[name] = function (message, channel) {
      const fail = (error: unknown, status: StatusCode) => {
        contained({ from: addressOf(channel), where: service, message: messageOf(error) });
        answer(channel, message, status);
      };
      const problem = badCertificate(message);
      if (problem !== undefined) return fail(problem, StatusCodes.BadCertificateInvalid);
      try {
        const result = handler.call(this, message, channel);
        if (result instanceof Promise) result.catch((error: unknown) => fail(error, StatusCodes.BadInternalError));
      } catch (error) {
        fail(error, StatusCodes.BadInternalError);
      }
      return undefined;
    };
  }
}

/** Names of the handlers, `_on_ReadRequest` and so on, of all classes above. */
function servicesOf(server: object): ReadonlySet<string> {
  const names = new Set<string>();
  for (let level: object | null = server; level; level = Object.getPrototypeOf(level) as object | null) {
    for (const name of Object.getOwnPropertyNames(level)) if (/^_on_\w+Request$/.test(name)) names.add(name);
  }
  return names;
}

/** Part 4, 5.7.2: what is given as a certificate must be one. An empty one is none. */
function badCertificate(message: Message): string | undefined {
  const { clientCertificate } = message.request as { clientCertificate?: Buffer | null };
  if (!clientCertificate || clientCertificate.length === 0) return undefined;
  return readCertificate(clientCertificate) ? undefined : `a clientCertificate of ${clientCertificate.length} bytes that is none`;
}

function answer(channel: ServerSecureChannelLayer, message: Message, serviceResult: StatusCode): void {
  try {
    channel.send_response("MSG", new ServiceFault({ responseHeader: { serviceResult } }), message);
  } catch {
    channel.close(() => undefined);
  }
}

function addressOf(channel: ServerSecureChannelLayer): string {
  return `${channel.remoteAddress || "?"}:${channel.remotePort || 0}`;
}
