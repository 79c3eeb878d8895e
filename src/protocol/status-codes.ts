import { STATUS_NAMES } from "./status-names";

/**
 * Status codes that an Error message or a service can carry in Reverse Connect (Part 6, 7.1.5, and StatusCode.csv).
 * Bad_ServerTooBusy (1.05) and Bad_TcpServerTooBusy are two different codes.
 */
export const STATUS_CODES = {
  Good: 0x00000000,
  BadUnexpectedError: 0x80010000,
  BadInternalError: 0x80020000,
  BadOutOfMemory: 0x80030000,
  BadResourceUnavailable: 0x80040000,
  BadCommunicationError: 0x80050000,
  BadEncodingError: 0x80060000,
  BadDecodingError: 0x80070000,
  BadEncodingLimitsExceeded: 0x80080000,
  BadUnknownResponse: 0x80090000,
  BadTimeout: 0x800a0000,
  BadServiceUnsupported: 0x800b0000,
  BadShutdown: 0x800c0000,
  BadServerNotConnected: 0x800d0000,
  BadServerHalted: 0x800e0000,
  BadTooManyOperations: 0x80100000,
  BadCertificateInvalid: 0x80120000,
  BadSecurityChecksFailed: 0x80130000,
  BadCertificateTimeInvalid: 0x80140000,
  BadCertificateHostNameInvalid: 0x80160000,
  BadCertificateUriInvalid: 0x80170000,
  BadCertificateUntrusted: 0x801a0000,
  BadUserAccessDenied: 0x801f0000,
  BadSecureChannelIdInvalid: 0x80220000,
  BadSessionIdInvalid: 0x80250000,
  BadNoCommunication: 0x80310000,
  BadSecurityPolicyRejected: 0x80550000,
  BadTcpServerTooBusy: 0x807d0000,
  BadTcpMessageTypeInvalid: 0x807e0000,
  BadTcpSecureChannelUnknown: 0x807f0000,
  BadTcpMessageTooLarge: 0x80800000,
  BadTcpNotEnoughResources: 0x80810000,
  BadTcpInternalError: 0x80820000,
  BadTcpEndpointUrlInvalid: 0x80830000,
  BadRequestInterrupted: 0x80840000,
  BadRequestTimeout: 0x80850000,
  BadSecureChannelClosed: 0x80860000,
  BadSecureChannelTokenUnknown: 0x80870000,
  BadConnectionRejected: 0x80ac0000,
  BadDisconnect: 0x80ad0000,
  BadConnectionClosed: 0x80ae0000,
  BadInvalidState: 0x80af0000,
  BadProtocolVersionUnsupported: 0x80be0000,
  BadServerTooBusy: 0x80ee0000,
} as const;

export type StatusName = keyof typeof STATUS_CODES;

const names = new Map<number, StatusName>(Object.entries(STATUS_CODES).map(([name, code]) => [code, name as StatusName]));

/** "BadTcpMessageTypeInvalid", or "0x80990000" for a code without a name here. */
export function statusName(code: number): string {
  return (
    names.get(code >>> 0) ??
    STATUS_NAMES.get((code & 0xffff0000) >>> 0) ??
    `0x${(code >>> 0).toString(16).toUpperCase().padStart(8, "0")}`
  );
}

/** Severity, the two highest bits: a client takes one that is reserved for Bad too (Part 4, 7.39). */
export function isBad(code: number): boolean {
  return code >>> 30 >= 2;
}

/** Code of a name as StatusCode.csv spells it, with or without the underscore after Bad. */
export function statusCode(name: string): number | undefined {
  const key = name.replace(/^Bad_/, "Bad");
  return key in STATUS_CODES ? STATUS_CODES[key as StatusName] : undefined;
}
