import { randomBytes } from "node:crypto";
import { encodeString } from "../../src/protocol";
import { oddCertificates } from "./certificates";

/** A request as bytes: the typeId, RequestHeader and fields. */
export interface OddRequest {
  readonly name: string;
  readonly body: Buffer;
  readonly chunk?: string;
}

const REQUESTS = {
  getEndpoints: 428,
  createSession: 461,
  activateSession: 467,
  closeSession: 473,
  browse: 527,
  read: 631,
  write: 673,
  call: 712,
} as const;

const uint32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};
const typeId = (id: number) => Buffer.from([1, 0, id & 255, id >> 8]);
const NOTHING = Buffer.from([0, 0, 0]);

/** RequestHeader (Part 4, 7.33) with a session's token and an additional header. */
function header(token: Buffer = Buffer.from([0, 0]), additional: Buffer = NOTHING): Buffer {
  return Buffer.concat([token, Buffer.alloc(8), uint32(1), uint32(0), encodeString(null), uint32(10_000), additional]);
}

/** An ExtensionObject (Part 6, 5.2.2.15) that may lie about its length. */
function extension(id: Buffer, encoding: number, body: Buffer, stated = body.length): Buffer {
  return Buffer.concat([id, Buffer.of(encoding), ...(encoding === 0 ? [] : [uint32(stated)]), body]);
}

export function createSession(certificate: Buffer | null, nonce: Buffer | null = randomBytes(32)): Buffer {
  const description = [
    encodeString("urn:x"),
    encodeString(null),
    Buffer.of(0),
    uint32(1),
    encodeString(null),
    encodeString(null),
    uint32(0xffffffff),
  ];
  const texts = [encodeString(null), encodeString("opc.tcp://127.0.0.1"), encodeString("x")];
  const timeout = Buffer.alloc(8);
  timeout.writeDoubleLE(10_000);
  return Buffer.concat([
    typeId(REQUESTS.createSession),
    header(),
    ...description,
    ...texts,
    encodeString(nonce),
    encodeString(certificate),
    timeout,
    uint32(0),
  ]);
}

/** AuthenticationToken of a CreateSession response: behind the response header and the session's id. */
export function tokenOf(answer: Buffer): Buffer {
  let at = 4 + 24;
  at += lengthOfNodeId(answer, at);
  return answer.subarray(at, at + lengthOfNodeId(answer, at));
}

function lengthOfNodeId(bytes: Buffer, at: number): number {
  const kind = bytes[at] ?? 0;
  if (kind < 3) return [2, 4, 7][kind] ?? 2;
  return kind === 4 ? 19 : 7 + Math.max(0, bytes.readInt32LE(at + 3));
}

export function activateSession(token: Buffer, identity: Buffer, signature: Buffer, tokenSignature = signature): Buffer {
  return Buffer.concat([
    typeId(REQUESTS.activateSession),
    header(token),
    signature,
    uint32(0),
    uint32(0xffffffff),
    identity,
    tokenSignature,
  ]);
}

const signature = (algorithm: Parameters<typeof encodeString>[0], bytes: Parameters<typeof encodeString>[0]) =>
  Buffer.concat([encodeString(algorithm), encodeString(bytes)]);

/** UserIdentityTokens and what is none, by the number of their encoding. */
export function oddIdentities(): ReadonlyMap<string, Buffer> {
  const [anonymous, userName, x509, issued] = [321, 324, 327, 940];
  const nested = Array.from({ length: 400 }).reduce<Buffer>((inner) => extension(typeId(anonymous), 1, inner), Buffer.alloc(4));
  const certificate = (bytes: Buffer) =>
    extension(typeId(x509), 1, Buffer.concat([encodeString("user_certificate"), encodeString(bytes)]));
  const password = (
    bytes: Parameters<typeof encodeString>[0],
    algorithm: Parameters<typeof encodeString>[0],
    policy = "usernamePassword",
  ) =>
    extension(
      typeId(userName),
      1,
      Buffer.concat([encodeString(policy), encodeString("user"), encodeString(bytes), encodeString(algorithm)]),
    );
  const rsa = "http://www.w3.org/2001/04/xmlenc#rsa-oaep";
  return new Map([
    ["none", NOTHING],
    ["of no type, with bytes", extension(Buffer.from([0, 0]), 1, Buffer.alloc(20, 7))],
    ["of an unknown type", extension(typeId(65_000), 1, Buffer.alloc(20, 7))],
    ["of a type that is no token", extension(typeId(631), 1, Buffer.alloc(20, 7))],
    ["XML", extension(typeId(anonymous), 2, Buffer.from("<a/>"))],
    ["of an unknown encoding", extension(typeId(anonymous), 77, Buffer.alloc(4))],
    ["that lies about its length", extension(typeId(anonymous), 1, Buffer.alloc(4), 0x7fffffff)],
    ["of a negative length", extension(typeId(anonymous), 1, Buffer.alloc(4), -2)],
    ["cut short", extension(typeId(userName), 1, Buffer.alloc(3), 3)],
    ["longer than it says", extension(typeId(anonymous), 1, Buffer.alloc(40, 0xff), 4)],
    ["nested", nested],
    ["a type in another namespace", extension(Buffer.from("020900ffffffff", "hex"), 1, Buffer.alloc(4))],
    ["a text for a type", extension(Buffer.concat([Buffer.from([3, 0, 0]), encodeString("x")]), 1, Buffer.alloc(4))],
    ["anonymous, another policy", extension(typeId(anonymous), 1, encodeString("x"))],
    ["anonymous, no policy", extension(typeId(anonymous), 1, encodeString(null))],
    [
      "issued",
      extension(typeId(issued), 1, Buffer.concat([encodeString("x"), encodeString(Buffer.alloc(100, 3)), encodeString(rsa)])),
    ],
    ...[
      null,
      Buffer.alloc(0),
      Buffer.alloc(3),
      Buffer.alloc(255, 9),
      Buffer.alloc(256, 9),
      Buffer.alloc(257, 9),
      Buffer.alloc(30_000, 9),
    ].flatMap((bytes, index): [string, Buffer][] =>
      [null, "", rsa, "x"].map((algorithm) => [`password ${index}, algorithm ${algorithm}`, password(bytes, algorithm)]),
    ),
    ["password of another policy", password(Buffer.from("x"), null, "x")],
    ["password of a policy with encryption", password(Buffer.alloc(256, 9), rsa, "username_basic256Sha256")],
    ...[...oddCertificates()].map(([name, bytes]): [string, Buffer] => [`certificate: ${name}`, certificate(bytes)]),
  ]);
}

export function oddSignatures(): readonly Buffer[] {
  const algorithms = [null, "", "x", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"];
  return [
    ...algorithms.flatMap((algorithm) =>
      [null, Buffer.alloc(0), Buffer.alloc(3), Buffer.alloc(256, 1), Buffer.alloc(20_000, 1)].map((bytes) =>
        signature(algorithm, bytes),
      ),
    ),
    signature({ bytes: Buffer.alloc(0), statedLength: -77 }, null),
  ];
}

/** Requests outside a session, and bodies that are none. */
export function oddRequests(): readonly OddRequest[] {
  const whole = createSession(null);
  const array = (count: number) =>
    Buffer.concat([typeId(REQUESTS.read), header(), Buffer.alloc(8), uint32(0), uint32(count), Buffer.alloc(40)]);
  const extensions = [
    extension(typeId(321), 1, Buffer.alloc(0), 0x7fffffff),
    extension(typeId(65_000), 1, Buffer.alloc(9)),
    extension(typeId(631), 1, header()),
    extension(typeId(321), 9, Buffer.alloc(0)),
  ];
  return [
    { name: "an empty body", body: Buffer.alloc(0) },
    { name: "a byte", body: Buffer.of(1) },
    { name: "noise", body: Buffer.alloc(200, 0xa5) },
    ...["C", "A", "Z"].map((chunk) => ({ name: `chunk ${chunk}`, body: whole, chunk })),
    ...[0, 1, 397, 449, 464, 65_535].map((id) => ({ name: `type ${id}`, body: Buffer.concat([typeId(id), whole.subarray(4)]) })),
    ...[0, 1000, 0x7fffffff, 0x80000000, 0xfffffffe].map((count) => ({ name: `an array of ${count}`, body: array(count) })),
    ...extensions.map((one, index) => ({
      name: `additional header ${index}`,
      body: Buffer.concat([typeId(REQUESTS.getEndpoints), header(undefined, one), encodeString(null), uint32(0), uint32(0)]),
    })),
    ...Array.from({ length: Math.floor(whole.length / 3) }, (_, index) => ({
      name: `CreateSession cut at ${index * 3}`,
      body: whole.subarray(0, index * 3),
    })),
    ...[...oddCertificates()].map(([name, certificate]) => ({
      name: `CreateSession, certificate: ${name}`,
      body: createSession(certificate),
    })),
    ...[null, Buffer.alloc(0), randomBytes(31), randomBytes(5000)].map((nonce) => ({
      name: `CreateSession, nonce of ${nonce?.length}`,
      body: createSession(null, nonce),
    })),
  ];
}
