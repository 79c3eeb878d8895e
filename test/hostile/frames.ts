import {
  encodeAcknowledge,
  encodeError,
  encodeHello,
  encodeOpenChannel,
  encodeReverseHello,
  openSecureChannelRequest,
} from "../../src/protocol";
import { encodeFrame, encodeString } from "../../src/protocol";
import { oddCertificates } from "./certificates";

/** What a stranger sends behind the handshake: segments, each written by itself. */
export interface Attack {
  readonly name: string;
  readonly segments: readonly Buffer[];
}

const POLICY = "http://opcfoundation.org/UA/SecurityPolicy#";
/** More than this is not sent of a frame, whatever it states. */
const MOST = 70_000;
const SIZES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 4097, 5008, 65_536, 65_537, 70_000, 0x7fffffff, 0x80000000, 0xffffffff];

/** A frame that states a size; of a lie no more than `MOST` bytes. */
export function stating(type: string, size: number, chunk = "F"): Buffer {
  const frame = Buffer.alloc(Math.max(8, size > 0x7fffff ? 300 : Math.min(size, MOST)), 0x41);
  frame.write(type + chunk, "latin1");
  frame.writeUInt32LE(size, 4);
  return frame;
}

function openChannel(
  policy: Parameters<typeof encodeString>[0],
  certificate: Parameters<typeof encodeString>[0],
  thumbprint: Buffer | null,
) {
  const header = [Buffer.alloc(4), encodeString(policy), encodeString(certificate), encodeString(thumbprint)];
  return encodeFrame("OPN", Buffer.concat([...header, openSecureChannelRequest()]));
}

const PLAIN = encodeOpenChannel({ secureChannelId: 0, securityPolicyUri: `${POLICY}None`, body: openSecureChannelRequest() });

function one(name: string, ...segments: Buffer[]): Attack {
  return { name, segments };
}

/** Frames that may not come, or not so, where OpenSecureChannel (or its answer) is expected. */
export function oddFrames(): readonly Attack[] {
  return [
    ...["OPN", "MSG", "CLO"].flatMap((type) => SIZES.map((size) => one(`${type} of ${size}`, stating(type, size)))),
    ...["A", "C", "Z", "\0"].flatMap((chunk) =>
      ["OPN", "MSG", "CLO"].map((type) => one(`${type}${chunk}`, stating(type, 64, chunk))),
    ),
    one("ERR", encodeError({ code: 0x80010000, reason: "x" })),
    one("ERR of 8 bytes", stating("ERR", 8)),
    one("ERR of 4,097 bytes", stating("ERR", 4097)),
    one("ERR that lies", encodeError({ code: 0x80010000, reason: { bytes: Buffer.from("x"), statedLength: 0x7fffffff } })),
    one("RHE", encodeReverseHello({ serverUri: "urn:a", endpointUrl: "opc.tcp://a" })),
    one("a second HEL", encodeHello({ endpointUrl: "opc.tcp://a" })),
    one("a second ACK", encodeAcknowledge()),
    one("ACK of buffers of 0", encodeAcknowledge({ receiveBufferSize: 0, sendBufferSize: 0 })),
    one("an unknown type", stating("XYZ", 32)),
    one("HTTP", Buffer.from("GET / HTTP/1.1\r\nHost: a\r\n\r\n")),
    one("TLS", Buffer.from("160301020001000000fc0303", "hex")),
    one("noise", Buffer.alloc(5000, 0xa5)),
    one("three frames in one segment", Buffer.concat([PLAIN, stating("MSG", 64), stating("CLO", 16)])),
    one("OPN and one that states 7 bytes", Buffer.concat([PLAIN, stating("OPN", 7)])),
    one("OPN twice", Buffer.concat([PLAIN, PLAIN])),
    one("every byte by itself", ...Array.from(stating("OPN", 4097).subarray(0, 200), (byte) => Buffer.of(byte))),
    ...[1, 3, 4, 5, 7].map((at) => one(`a header cut at ${at}`, stating("OPN", 2).subarray(0, at), stating("OPN", 2).subarray(at))),
    ...PLAIN.subarray(0, -1).reduce((all: Attack[], _byte, at) => {
      if (at > 8 && at % 7 === 0) all.push(one(`OPN that ends at ${at}`, encodeFrame("OPN", PLAIN.subarray(8, at))));
      return all;
    }, []),
  ];
}

/** OpenSecureChannel with odd fields of its security header. */
export function oddOpenChannels(): readonly Attack[] {
  const basic = `${POLICY}Basic256Sha256`;
  const thumbprints = [null, Buffer.alloc(0), Buffer.alloc(20, 1), Buffer.alloc(3000, 1)];
  const policies = [
    null,
    "",
    "x",
    Buffer.alloc(5000, 0x41),
    { bytes: Buffer.alloc(0), statedLength: -2 },
    { bytes: Buffer.from("http"), statedLength: 0x7fffffff },
  ];
  return [
    ...[...oddCertificates()].flatMap(([name, certificate]) =>
      [basic, `${POLICY}None`, `${POLICY}ECC_nistP256`].map((policy) =>
        one(`OPN, ${policy.replace(POLICY, "")}, certificate: ${name}`, openChannel(policy, certificate, Buffer.alloc(20, 1))),
      ),
    ),
    ...thumbprints.map((thumbprint) =>
      one(`OPN, thumbprint of ${thumbprint?.length ?? -1} bytes`, openChannel(basic, Buffer.alloc(10), thumbprint)),
    ),
    ...policies.map((policy, index) => one(`OPN, policy ${index}`, openChannel(policy, null, null))),
  ];
}

/** Answers to a client's Hello, with what may follow in the same segment. */
export function oddAcknowledges(): readonly Attack[] {
  const good = encodeAcknowledge();
  const buffers = [0, 1, 7, 8, 8191, 8192, 0x7fffffff, 0xffffffff];
  return [
    ...oddFrames().map(({ name, segments: [first = Buffer.alloc(0), ...others] }) =>
      one(`ACK and ${name}`, Buffer.concat([good, first]), ...others),
    ),
    ...oddOpenChannels().map(({ name, segments: [first = Buffer.alloc(0)] }) =>
      one(`ACK and ${name}`, Buffer.concat([good, first])),
    ),
    ...buffers.flatMap((size) => [
      one(`ACK, receives ${size}`, encodeAcknowledge({ receiveBufferSize: size })),
      one(`ACK, sends ${size}`, encodeAcknowledge({ sendBufferSize: size })),
      one(`ACK, messages of ${size}`, encodeAcknowledge({ maxMessageSize: size, maxChunkCount: size })),
    ]),
    one("ACK of version 0xffffffff", encodeAcknowledge({ protocolVersion: 0xffffffff })),
    one("ACK that is short", encodeFrame("ACK", Buffer.alloc(8))),
    one("ACK that is long", encodeFrame("ACK", Buffer.alloc(4000))),
    one("ACK in single bytes and OPN of 4,097", ...Array.from(good, (byte) => Buffer.of(byte)), stating("OPN", 4097)),
  ];
}

/** First messages of a server that are no ReverseHello, or no good one. */
export function oddFirstMessages(): readonly Attack[] {
  const lies = [-2, 0x7fffffff, 4097, 65_535];
  const field = (statedLength: number) => ({ bytes: Buffer.from("urn:a"), statedLength });
  return [
    ...oddFrames(),
    ...SIZES.map((size) => one(`RHE of ${size}`, stating("RHE", size))),
    ...lies.map((length) =>
      one(`RHE, uri of ${length}`, encodeReverseHello({ serverUri: field(length), endpointUrl: "opc.tcp://a" })),
    ),
    one("RHE twice", Buffer.concat([1, 2].map(() => encodeReverseHello({ serverUri: "urn:a", endpointUrl: "opc.tcp://a" })))),
    one("RHE of control characters", encodeReverseHello({ serverUri: "\u001b[2J\u0007\u202e\u009b", endpointUrl: "\r\n{}" })),
    one("RHE of no UTF-8", encodeReverseHello({ serverUri: Buffer.from([0xff, 0xfe]), endpointUrl: Buffer.from([0xc0]) })),
  ];
}
