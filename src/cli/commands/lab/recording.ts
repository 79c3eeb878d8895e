import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import type { Lab } from "../../../lab";
import { commentBytes, interfaceDescription, packetBlockLength, sectionHeader, writePacketBlock } from "../../../capture/writer";
import { CannotRunError } from "../../io";

/** File header of pcap, and of one packet in it. */
const FILE_HEADER = 24;
const PACKET_HEADER = 16;
const SIDES = ["sut", "us"] as const;

/**
 * Both sides of the router in one pcapng file, an interface for each, as tcpdump sees them there; a fault is a comment on the next packet.
 * So a packet that came in and did not go out, or was answered by the router itself, can be seen.
 */
export class LabRecording {
  private readonly children: ChildProcess[] = [];
  private comments: Buffer[] = [];
  private readonly file: WriteStream;
  private failure: Error | undefined;

  private constructor(private readonly path: string) {
    this.file = createWriteStream(path);
    this.file.on("error", (error) => (this.failure ??= error));
    this.file.write(sectionHeader("reverse-hello lab"));
    this.file.write(interfaceDescription("sut", "between the router and the product"));
    this.file.write(interfaceDescription("us", "between the router and the other side"));
  }

  /** Resolves when both interfaces are listened to. Rejects with CannotRunError. */
  static async start(path: string, lab: Lab, env: Readonly<Record<string, string | undefined>>): Promise<LabRecording> {
    const recording = new LabRecording(path);
    await Promise.all(SIDES.map((side, number) => recording.listen(side, number, lab, env)));
    return recording;
  }

  comment(text: string): void {
    this.comments.push(commentBytes(text));
  }

  async stop(): Promise<void> {
    for (const child of this.children) {
      const gone = once(child, "close");
      child.kill("SIGINT");
      await gone;
    }
    this.file.end();
    await finished(this.file).catch((error: Error) => (this.failure ??= error));
    if (this.failure) throw new CannotRunError(`--record ${this.path}: ${this.failure.message}; the recording is not complete`);
  }

  private async listen(side: string, number: number, lab: Lab, env: Readonly<Record<string, string | undefined>>): Promise<void> {
    const [command = "", ...args] = [
      ...lab.enterRouter,
      "tcpdump",
      "-i",
      side,
      "-U",
      "-w",
      "-",
      "--immediate-mode",
      "--nano",
      "-Z",
      "root",
    ];
    const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    this.children.push(child);
    let rest: Buffer<ArrayBufferLike> = Buffer.alloc(0);
    let begun = false;
    child.stdout.on("data", (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      if (!begun && rest.length >= FILE_HEADER) [begun, rest] = [true, rest.subarray(FILE_HEADER)];
      if (begun) rest = this.packets(rest, number);
    });
    let said = "";
    await new Promise<void>((resolve, reject) => {
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        if (said.includes("listening on")) resolve();
      });
      const failed = () => reject(new CannotRunError(`tcpdump does not record at the router: ${said.trim() || "it ended"}`));
      child.once("error", failed).once("exit", failed);
    });
  }

  /** Writes the whole packets; what is left of the last one comes back. tcpdump's own byte order is this machine's, little-endian. */
  private packets(bytes: Buffer<ArrayBufferLike>, interfaceId: number): Buffer<ArrayBufferLike> {
    let at = 0;
    while (bytes.length - at >= PACKET_HEADER) {
      const length = bytes.readUInt32LE(at + 8);
      if (bytes.length - at < PACKET_HEADER + length) break;
      const ns = BigInt(bytes.readUInt32LE(at)) * 1_000_000_000n + BigInt(bytes.readUInt32LE(at + 4));
      const comments = this.comments.length > 0 ? this.comments.splice(0) : undefined;
      const block = Buffer.alloc(packetBlockLength(length, comments));
      const time = { high: Number(ns >> 32n), low: Number(ns & 0xffffffffn) };
      writePacketBlock(block, 0, { interfaceId, time, length, missing: bytes.readUInt32LE(at + 12) - length, comments });
      bytes.copy(block, 28, at + PACKET_HEADER, at + PACKET_HEADER + length);
      this.file.write(block);
      at += PACKET_HEADER + length;
    }
    return bytes.subarray(at);
  }
}
