import { statusName, type Message, type WireString } from "../../protocol";
import { oneLine } from "../../text";

const KEPT = 44;

/** A message in a few words: type, size in bytes and the fields that a reader looks for. */
export function messageLabel(message: Message): string {
  const chunk = message.chunk === "F" ? "" : `(${oneLine(message.chunk)})`;
  return oneLine(`${message.type}${chunk} ${message.size} B ${fields(message)}`);
}

function fields(message: Message): string {
  switch (message.type) {
    case "RHE":
      return `${text(message.serverUri)} ${text(message.endpointUrl)}`;
    case "HEL":
      return `${text(message.endpointUrl)} buffers ${message.receiveBufferSize}/${message.sendBufferSize}`;
    case "ACK":
      return `buffers ${message.receiveBufferSize}/${message.sendBufferSize}`;
    case "ERR":
      return `${statusName(message.code)} ${text(message.reason)}`;
    case "OPN":
      return `${(message.securityPolicyUri.value ?? "no policy").replace(/^.*#/, "")} channel ${message.secureChannelId}`;
    case "MSG":
    case "CLO":
      return `channel ${message.secureChannelId}`;
  }
}

function text(field: WireString): string {
  if (field.value === null) return "null";
  if (field.value.length <= KEPT) return JSON.stringify(field.value);
  return `${JSON.stringify(field.value.slice(0, KEPT))}… (${field.byteLength} B)`;
}

/** Where two messages differ: `byte 12: 41 -> 42`, at most two places, then the count. */
export function difference(sent: Buffer, delivered: Buffer): string {
  const places: string[] = [];
  let count = 0;
  for (let i = 0; i < Math.min(sent.length, delivered.length); i++) {
    if (sent[i] === delivered[i]) continue;
    count += 1;
    if (places.length < 2) places.push(`byte ${i}: ${hex(sent[i])} -> ${hex(delivered[i])}`);
  }
  if (count > places.length) places.push(`${count} bytes in all`);
  if (sent.length !== delivered.length) places.push(`${delivered.length} of ${sent.length} B`);
  return places.join(", ");
}

function hex(byte = 0): string {
  return byte.toString(16).padStart(2, "0");
}

/** 12.3 ms, 4.20 s: a length of time for people. */
export function duration(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 60_000 ? `${(ms / 1000).toFixed(2)} s` : `${(ms / 1000).toFixed(0)} s`;
}
