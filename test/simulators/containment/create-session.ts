import { randomBytes } from "node:crypto";
import { CreateSessionRequest, OPCUAClient, type Response } from "node-opcua";

/** Performs a request outside any session; what the library's client makes of a ServiceFault is an error with its status. */
interface Transactions {
  performMessageTransaction(request: CreateSessionRequest, done: (error: Error | null, response?: Response) => void): void;
}

export async function createSession(url: string, clientCertificate: Buffer): Promise<string> {
  const client = OPCUAClient.create({ endpointMustExist: false, connectionStrategy: { maxRetry: 0 } });
  await client.connect(url);
  try {
    const request = new CreateSessionRequest({
      clientCertificate,
      clientNonce: randomBytes(32),
      endpointUrl: url,
      sessionName: "x",
      requestedSessionTimeout: 10_000,
      clientDescription: { applicationUri: "urn:x" },
    });
    return await new Promise((resolve) => {
      (client as unknown as Transactions).performMessageTransaction(request, (error, response) =>
        resolve(error?.message ?? response?.responseHeader.serviceResult.name ?? "nothing"),
      );
    });
  } finally {
    await client.disconnect();
  }
}
