import { isReverseConnectError } from "../../../../simulators/client/errors";
import type { SecurityModeName, SecurityPolicyName } from "../../../../simulators/client/session-options";
import { SECURITY_MODES, SECURITY_POLICIES } from "../../../../simulators/client/session-options";
import { parseListenUrl } from "../../../../simulators/client/url";
import { STATUS_CODES, statusCode, type StatusName } from "../../../protocol";
import { expected } from "../../arguments";
import { UsageError } from "../../io";
import type { GivenUser } from "./password";

/** Values of options that the simulators have in common. Nothing here loads node-opcua: it takes a second, `--help` must not. */

export interface SecurityChoice {
  readonly policy: SecurityPolicyName;
  /** Undefined: every mode of the policy. */
  readonly mode?: SecurityModeName;
}

/** `None`, `Basic256Sha256` or `Basic256Sha256:SignAndEncrypt`. */
export function security(value: string): SecurityChoice {
  const [name, modeName, ...rest] = value.split(":");
  const policy = SECURITY_POLICIES.find((one) => one === name);
  const mode = SECURITY_MODES.find((one) => one === modeName);
  const fits = rest.length === 0 && (modeName === undefined || (mode !== undefined && (mode === "None") === (policy === "None")));
  if (policy !== undefined && fits) return { policy, ...(mode !== undefined && { mode }) };
  const policies = SECURITY_POLICIES.slice(1).join(", ");
  throw expected(`None or POLICY[:MODE] with POLICY one of ${policies} and MODE Sign or SignAndEncrypt`);
}

/** What a client asks for: one mode. */
export function sessionSecurity({ policy, mode }: SecurityChoice) {
  return { securityPolicy: policy, securityMode: policy === "None" ? ("None" as const) : (mode ?? "SignAndEncrypt") };
}

/** NAME or NAME:PASSWORD. The error does not repeat what was given. */
export function user(text: string): GivenUser {
  const [userName = "", ...rest] = text.split(":");
  if (userName === "") throw new UsageError("--user: expected NAME or NAME:PASSWORD, got one without a name");
  return { type: "user-name", userName, ...(rest.length > 0 && { password: rest.join(":") }) };
}

/** `BadTcpMessageTypeInvalid`, `Bad_TcpMessageTypeInvalid` or `0x807E0000`. */
export function status(text: string): number {
  if (/^0x[0-9a-f]{8}$/i.test(text)) return Number.parseInt(text, 16);
  const code = statusCode(text);
  if (code !== undefined && code !== STATUS_CODES.Good) return code;
  const some: readonly StatusName[] = ["BadTcpMessageTypeInvalid", "BadTcpEndpointUrlInvalid", "BadServerTooBusy"];
  throw expected(`a status code such as ${some.join(", ")} or 0x807E0000`);
}

export function nodeId(text: string): string {
  if (/^(ns=\d+;)?(i=\d+|s=.+|g=[0-9a-f-]{36}|b=.+)$/i.test(text)) return text;
  throw expected("a NodeId such as i=2258 or ns=1;s=Name");
}

/** URLs to listen on, each once. */
export function listenUrls(url: string, before: readonly string[] = []): string[] {
  try {
    const { host, port } = parseListenUrl(url);
    const isTaken = before.map(parseListenUrl).some((other) => port !== 0 && other.host === host && other.port === port);
    if (isTaken) throw expected("each URL once");
    return [...before, url];
  } catch (error) {
    throw isReverseConnectError(error) ? expected("opc.tcp://HOST[:PORT] or rcp+opc.tcp://HOST[:PORT]") : error;
  }
}
