import { statusName } from "./status-codes";
import type { Message, WireString } from "./types";

/** One line for people: `RHE 84 B ServerUri "urn:x" EndpointUrl "opc.tcp://h:4840"`. Long strings are shortened. */
export function describeMessage(message: Message): string {
  const head = `${message.type}${message.chunk === "F" ? "" : ` (${message.chunk})`} ${message.size} B`;
  const tail = message.trailing.length > 0 && !isSecured(message) ? ` + ${message.trailing.length} trailing B` : "";
  return `${head} ${fields(message)}${tail}`.trimEnd();
}

function describeString(text: WireString): string {
  if (text.value === null) return "null";
  if (text.byteLength <= 80) return JSON.stringify(text.value);
  return `${JSON.stringify(text.value.slice(0, 40))}… (${text.byteLength} B)`;
}

function fields(message: Message): string {
  switch (message.type) {
    case "RHE":
      return `ServerUri ${describeString(message.serverUri)} EndpointUrl ${describeString(message.endpointUrl)}`;
    case "HEL":
      return `EndpointUrl ${describeString(message.endpointUrl)} version ${message.protocolVersion} buffers ${message.receiveBufferSize}/${message.sendBufferSize}`;
    case "ACK":
      return `version ${message.protocolVersion} buffers ${message.receiveBufferSize}/${message.sendBufferSize}`;
    case "ERR":
      return `${statusName(message.code)} ${describeString(message.reason)}`;
    case "OPN":
      return `${(message.securityPolicyUri.value ?? "null").replace(/^.*#/, "")} channel ${message.secureChannelId}`;
    case "MSG":
    case "CLO":
      return `channel ${message.secureChannelId}`;
  }
}

function isSecured(message: Message): boolean {
  return message.type === "OPN" || message.type === "MSG" || message.type === "CLO";
}
