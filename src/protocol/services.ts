import type { SecuredMessage, OpenChannelMessage } from "./types";

/** Services by the numbers of their binary encodings in namespace 0: name, request, response (NodeIds.csv). */
const TABLE = `
FindServers 422 425, GetEndpoints 428 431, RegisterServer 437 440, OpenSecureChannel 446 449, CloseSecureChannel 452 455,
CreateSession 461 464, ActivateSession 467 470, CloseSession 473 476, Cancel 479 482, AddNodes 488 491, AddReferences 494 497,
DeleteNodes 500 503, DeleteReferences 506 509, Browse 527 530, BrowseNext 533 536, TranslateBrowsePathsToNodeIds 554 557,
RegisterNodes 560 563, UnregisterNodes 566 569, QueryFirst 615 618, QueryNext 621 624, Read 631 634, HistoryRead 664 667,
Write 673 676, HistoryUpdate 700 703, Call 712 715, CreateMonitoredItems 751 754, ModifyMonitoredItems 763 766,
SetMonitoringMode 769 772, SetTriggering 775 778, DeleteMonitoredItems 781 784, CreateSubscription 787 790,
ModifySubscription 793 796, SetPublishingMode 799 802, Publish 826 829, Republish 832 835, TransferSubscriptions 841 844,
DeleteSubscriptions 847 850, FindServersOnNetwork 12208 12209, RegisterServer2 12211 12212
`;
const SERVICE_FAULT = 397;

export interface ServiceName {
  readonly service: string;
  readonly kind: "request" | "response" | "fault";
}

const NAMES = new Map<number, ServiceName>([
  [SERVICE_FAULT, { service: "ServiceFault", kind: "fault" }],
  ...TABLE.trim()
    .split(/,\s*/)
    .flatMap((row): [number, ServiceName][] => {
      const [service = "", request, response] = row.split(" ");
      return [
        [Number(request), { service, kind: "request" }],
        [Number(response), { service, kind: "response" }],
      ];
    }),
]);

/** The plain part of a chunk without encryption (Part 6, 6.7.2.4): its sequence header, and the body as far as it was read. */
export interface PlainChunk {
  readonly sequenceNumber: number;
  readonly requestId: number;
  readonly body: Buffer;
}

/** Reads a chunk as though it were not encrypted; undefined where it is too short. */
export function plainChunk({ trailing }: SecuredMessage | OpenChannelMessage): PlainChunk | undefined {
  if (trailing.length < 8) return undefined;
  return { sequenceNumber: trailing.readUInt32LE(0), requestId: trailing.readUInt32LE(4), body: trailing.subarray(8) };
}

/** What a message's body says that it is, by the encoding's NodeId at its front; undefined for another one. */
export function serviceOf(body: Buffer): (ServiceName & { readonly fields: Buffer }) | undefined {
  if (body.length < 4 || body[0] !== 1 || body[1] !== 0) return undefined;
  const name = NAMES.get(body.readUInt16LE(2));
  return name && { ...name, fields: body.subarray(4) };
}

/** ServiceResult of a ResponseHeader: behind a time stamp and a handle (Part 4, 7.34). */
export function serviceResult(fields: Buffer): number | undefined {
  return fields.length >= 16 ? fields.readUInt32LE(12) : undefined;
}

/** What an OpenSecureChannel response gives: RevisedLifetime in ms (Part 4, 5.6.2; Part 6, 6.7.4). */
export interface SecurityToken {
  readonly secureChannelId: number;
  readonly tokenId: number;
  readonly revisedLifetime: number;
}

/** The token behind response header and version; undefined for what cannot be read. */
export function securityToken(fields: Buffer): SecurityToken | undefined {
  // ResponseHeader: time 8, handle 4, result 4, diagnostic mask 1 (0), string table 4, additional header 3 (null).
  if (fields.length < 48 || fields[16] !== 0 || fields.readInt32LE(17) > 0 || fields[21] !== 0) return undefined;
  const at = 24 + 4;
  return {
    secureChannelId: fields.readUInt32LE(at),
    tokenId: fields.readUInt32LE(at + 4),
    revisedLifetime: fields.readUInt32LE(at + 16),
  };
}

/** Bytes of a NodeId with a numeric identifier, by its encoding (Part 6, 5.2.2.9). */
const NODE_ID_SIZES = [2, 4, 7] as const;

/** requestType of an OpenSecureChannel request, behind RequestHeader and version (Part 4, 5.6.2); undefined for what cannot be read. */
export function channelRequestType(fields: Buffer): number | undefined {
  const token = NODE_ID_SIZES[fields[0] ?? -1];
  // Time 8, handle 4, diagnostics 4, audit entry, timeout 4, additional header 3 (null), clientProtocolVersion 4, requestType 4.
  const audit = (token ?? 0) + 16;
  if (token === undefined || fields.length < audit + 4) return undefined;
  const additional = audit + 4 + Math.max(0, fields.readInt32LE(audit)) + 4;
  if (fields.length < additional + 11 || fields.readUIntLE(additional, 3) !== 0) return undefined;
  return fields.readUInt32LE(additional + 7);
}

/** A number over this may be followed by one under `FIRST_AFTER_WRAP` (Part 6, 6.7.2.4). */
const LAST_BEFORE_WRAP = 4_294_966_271;
const FIRST_AFTER_WRAP = 1024;

/** Whether a chunk may have this SequenceNumber behind one with `last`, under any policy. */
export function isNextSequenceNumber(number: number, last: number): boolean {
  return number === last + 1 || (last >= LAST_BEFORE_WRAP && number < FIRST_AFTER_WRAP);
}
