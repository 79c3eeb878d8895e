import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { resetSocket } from "./reset";

/** Systems that differ from time to time are found out by more than one look. */
const LOOKS = 5;
const WORD = Buffer.from("heard");

/**
 * Measures, over loopback, whether a reader of this system still gets what its peer sent before it reset the connection. Linux hands it
 * over; other systems empty the receive buffer (RFC 9293, 3.10.7.4, leaves it to them: "all segment queues should be flushed").
 */
export async function keepsOverReset(): Promise<boolean> {
  const server = createServer({ pauseOnConnect: true }).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    for (let look = 0; look < LOOKS; look += 1) if (!(await heardAll(server))) return false;
    return true;
  } finally {
    server.close();
  }
}

async function heardAll(server: ReturnType<typeof createServer>): Promise<boolean> {
  const peer = connect((server.address() as AddressInfo).port, "127.0.0.1");
  const [reader] = (await once(server, "connection")) as [Socket];
  const heard: Buffer[] = [];
  const closed = new Promise((resolve) => reader.once("close", resolve));
  reader.on("error", () => undefined).on("data", (bytes) => heard.push(bytes));
  await new Promise((resolve) => peer.write(WORD, resolve));
  resetSocket(peer);
  await once(peer, "close");
  reader.resume();
  await closed;
  return Buffer.concat(heard).equals(WORD);
}
