import { decodeMessage, encodeReverseHello } from "../../src/protocol";

const bytes = encodeReverseHello({ serverUri: "urn:factory:plc", endpointUrl: "opc.tcp://plc:4840" });
const message = decodeMessage(bytes);
if (message.type === "RHE") console.log(message.size, message.serverUri.value, message.endpointUrl.value);
