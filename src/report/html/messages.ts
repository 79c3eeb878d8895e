import { statusName, type Message, type WireBytes, type WireString } from "../../protocol";
import { printable } from "../../text";
import { html, type SafeHtml } from "./page";

const PER_LINE = 16;

type Row = readonly [name: string, value: string];

/** A message field by field, and the first of its bytes. As plain lines: a page may hold hundreds. */
export function messageDetails(message: Message, shownBytes: number): SafeHtml {
  const rows: Row[] = [
    ["MessageType", message.type],
    ["fourth byte", `"${printable(message.chunk)}"`],
    ["MessageSize", `${message.size} bytes`],
    ...fields(message),
    ...(message.trailing.length > 0 && !("secureChannelId" in message)
      ? [["after the last field", `${message.trailing.length} bytes`] as const]
      : []),
  ];
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return html`<pre>${rows.map(([name, value]) => `${name.padEnd(width)}${value}`).join("\n")}

${hexLines(message.bytes, shownBytes)}</pre>`;
}

function fields(message: Message): Row[] {
  switch (message.type) {
    case "RHE":
      return [
        ["ServerUri", text(message.serverUri)],
        ["EndpointUrl", text(message.endpointUrl)],
      ];
    case "HEL":
      return [...sizes(message), ["EndpointUrl", text(message.endpointUrl)]];
    case "ACK":
      return sizes(message);
    case "ERR":
      return [
        ["Error", `${statusName(message.code)} (0x${(message.code >>> 0).toString(16).padStart(8, "0")})`],
        ["Reason", text(message.reason)],
      ];
    case "OPN":
      return [
        ["SecureChannelId", String(message.secureChannelId)],
        ["SecurityPolicyUri", text(message.securityPolicyUri)],
        ["SenderCertificate", bytes(message.senderCertificate)],
        ["ReceiverCertificateThumbprint", bytes(message.receiverThumbprint)],
      ];
    case "MSG":
    case "CLO":
      return [
        ["SecureChannelId", String(message.secureChannelId)],
        ["TokenId", String(message.tokenId)],
        ["secured part", `${message.trailing.length} bytes`],
      ];
  }
}

function sizes(message: Extract<Message, { protocolVersion: number }>): Row[] {
  return [
    ["ProtocolVersion", String(message.protocolVersion)],
    ["ReceiveBufferSize", String(message.receiveBufferSize)],
    ["SendBufferSize", String(message.sendBufferSize)],
    ["MaxMessageSize", String(message.maxMessageSize)],
    ["MaxChunkCount", String(message.maxChunkCount)],
  ];
}

function text({ value, byteLength }: WireString): string {
  if (value === null) return "null (length -1)";
  const shown = printable(value);
  return `"${shown.length > 400 ? `${shown.slice(0, 400)}…` : shown}" (${byteLength} bytes)`;
}

function bytes({ value, byteLength }: WireBytes): string {
  return value === null ? "null (length -1)" : `${byteLength} bytes`;
}

export function hexDump(data: Buffer, most: number): SafeHtml {
  return html`<pre>${hexLines(data, most)}</pre>`;
}

/** Offset, hex and characters, sixteen bytes a line; of much only the start. */
function hexLines(data: Buffer, most: number): string {
  const lines: string[] = [];
  for (let at = 0; at < Math.min(data.length, most); at += PER_LINE) {
    const line = data.subarray(at, Math.min(at + PER_LINE, most));
    const hex = [...line].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const ascii = [...line].map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".")).join("");
    lines.push(`${at.toString(16).padStart(4, "0")}  ${hex.padEnd(PER_LINE * 3)} ${ascii}`);
  }
  return lines.join("\n") + (data.length > most ? `\n… ${data.length - most} more bytes, in the capture` : "");
}
