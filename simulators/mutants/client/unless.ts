import { isReverseConnectError, referenceClientBehaviour, type ClientBehaviour, type ReverseConnectError } from "../../client";

/** The reference's check of a certificate, but for one objection. */
export function unless(code: ReverseConnectError["code"]): ClientBehaviour["checkCertificate"] {
  return async (check) => {
    try {
      await referenceClientBehaviour.checkCertificate(check);
    } catch (error) {
      if (!isReverseConnectError(error, code)) throw error;
    }
  };
}
