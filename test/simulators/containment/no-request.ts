import { encodeOpenChannel } from "../../../src/protocol";

/** Sequence header, and a ServiceFault, which decodes and is no request: its type, and a response header with nothing in it. */
const body = Buffer.from("0100000001000000" + "01008d01" + "00".repeat(16) + "00" + "ffffffff" + "000000", "hex");

/** An OpenSecureChannel without security whose body is no request. */
export const NO_REQUEST = encodeOpenChannel({
  secureChannelId: 0,
  securityPolicyUri: "http://opcfoundation.org/UA/SecurityPolicy#None",
  body,
});
