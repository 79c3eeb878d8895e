import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** What a target does with a connection, told by its first byte. */
const FLOOD = 0x46;
const ECHO = 0x45;

/** Sends as fast as it is read, or echoes; both sides of every measurement are this process, whatever proxy is between. */
export async function startTarget(): Promise<{ readonly port: number; readonly server: Server }> {
  const block = Buffer.alloc(256 * 1024, 0x5a);
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on("error", () => undefined);
    socket.once("data", (first: Buffer) => {
      if (first[0] === FLOOD) flood(socket, block);
      else if (first[0] === ECHO) echo(socket, first.subarray(1));
      else socket.end();
    });
  });
  server.listen(0, "127.0.0.1", 1024);
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, server };
}

function echo(socket: Socket, early: Buffer): void {
  // On a busy machine the first message comes in one read with the byte before it.
  if (early.length > 0) socket.write(early);
  socket.on("data", (bytes: Buffer) => socket.write(bytes));
}

function flood(socket: Socket, block: Buffer): void {
  const pump = () => {
    while (!socket.destroyed && socket.write(block)) {
      // Until it is full.
    }
  };
  socket.on("drain", pump);
  pump();
}

/** What `streams` connections to `port` receive together: bytes per second over `seconds`, and all bytes from the begin. */
export async function throughput(port: number, streams: number, seconds: number): Promise<{ rate: number; bytes: number }> {
  let received = 0;
  const sockets: Socket[] = [];
  for (let n = 0; n < streams; n++) {
    // One buffer for all reads: the client's own cost stays small.
    const onread = { buffer: Buffer.alloc(256 * 1024), callback: (bytes: number) => ((received += bytes), true) };
    const socket = connect({ port, host: "127.0.0.1", noDelay: true, onread });
    socket.on("error", () => undefined);
    await once(socket, "connect");
    socket.write(Buffer.from([FLOOD]));
    sockets.push(socket);
  }
  await new Promise((resolve) => setTimeout(resolve, 200));
  const before = received;
  const start = performance.now();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const rate = (received - before) / ((performance.now() - start) / 1000);
  for (const socket of sockets) socket.destroy();
  return { rate, bytes: received };
}

/** Round trips of `size` bytes, one after the other, in ms, sorted. */
export async function roundTrips(port: number, size: number, count: number): Promise<number[]> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  socket.write(Buffer.from([ECHO]));
  const message = Buffer.alloc(size, 1);
  const times: number[] = [];
  let got = 0;
  let start = 0;
  await new Promise<void>((resolve) => {
    const send = () => {
      got = 0;
      start = performance.now();
      socket.write(message);
    };
    socket.on("data", (bytes: Buffer) => {
      got += bytes.length;
      if (got < size) return;
      times.push(performance.now() - start);
      if (times.length === count) resolve();
      else send();
    });
    send();
  });
  socket.destroy();
  return times.slice(Math.floor(count / 10)).sort((a, b) => a - b);
}

/** Connections per second, `parallel` at a time: connect, a byte there, closed by the target. */
export async function connections(port: number, parallel: number, count: number): Promise<number> {
  let left = count;
  const start = performance.now();
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      const socket = connect({ port, host: "127.0.0.1" });
      socket.on("error", () => undefined);
      socket.write("x");
      socket.resume();
      await new Promise((resolve) => socket.once("close", resolve));
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return count / ((performance.now() - start) / 1000);
}
