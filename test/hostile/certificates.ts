import { randomBytes } from "node:crypto";
import { generateKeyPairSync } from "node:crypto";
import { makeCertificate } from "../../simulators/pki";

const DAY = 24 * 3600 * 1000;

/** A real certificate, from which broken ones are made. */
export function realCertificate(bits = 2048): Buffer {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: bits });
  const [notBefore, notAfter] = [new Date(Date.now() - DAY), new Date(Date.now() + DAY)];
  return makeCertificate({
    commonName: "x",
    applicationUri: "urn:x",
    hosts: ["x"],
    notBefore,
    notAfter,
    key: privateKey,
  });
}

/** Byte strings where a certificate belongs. Only the last is one. */
export function oddCertificates(real = realCertificate()): ReadonlyMap<string, Buffer> {
  const sequence = (inner: Buffer) => Buffer.concat([Buffer.from([0x30, 0x82, inner.length >> 8, inner.length & 255]), inner]);
  const flipped = (at: number) => Buffer.from(real.map((byte, index) => (index === at ? byte ^ 0xff : byte)));
  return new Map([
    ["nothing", Buffer.alloc(0)],
    ["one byte", Buffer.of(0x30)],
    ["zeros", Buffer.alloc(64)],
    ["noise", randomBytes(900)],
    ["noise in a sequence", sequence(randomBytes(700))],
    ["a header that lies", Buffer.from("3082ffff3003", "hex")],
    ["an endless length", Buffer.from("308000000000", "hex")],
    ["an empty sequence", Buffer.from("3000", "hex")],
    ["three empty sequences", Buffer.from("3006300030003000", "hex")],
    ["deep sequences", Buffer.concat(Array.from({ length: 300 }, () => Buffer.from([0x30, 0x80])))],
    ["an integer", Buffer.from("02040a0b0c0d", "hex")],
    ["a key", generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ type: "spki", format: "der" })],
    ["text", Buffer.from("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")],
    ["huge", sequence(Buffer.alloc(60_000, 0x05))],
    ...[4, 20, 100, 300, real.length - 1].map((length): [string, Buffer] => [`cut after ${length}`, real.subarray(0, length)]),
    ...[1, 2, 3, 5, 30, 60, 200, 300].map((at): [string, Buffer] => [`byte ${at} changed`, flipped(at)]),
    ["a real one and noise", Buffer.concat([real, randomBytes(10)])],
    ["two real ones", Buffer.concat([real, real])],
    ["a real one", real],
  ]);
}
