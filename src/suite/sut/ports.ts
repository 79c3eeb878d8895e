import { createServer } from "node:net";

export interface PortAllocatorOptions {
  /** Number of the Cucumber worker, from 0; workers have disjoint ranges, and so have separate runs on a machine. */
  readonly worker?: number;
  /** Where in its range to begin, 0 to 1. */
  readonly random?: () => number;
}

// Below Linux's (32768) and everyone else's (49152) ephemeral ranges: no outgoing connection can take such a port.
const FIRST = 12_000;
const PER_WORKER = 312;
const WORKERS = 64;

/** Ports for SUTs that must be told one. Each is probed by binding it and not given twice until the range is used up. */
export class PortAllocator {
  private readonly worker: number;
  private next: number;

  constructor(options: PortAllocatorOptions = {}) {
    this.worker = options.worker ?? 0;
    this.next = Math.floor((options.random ?? Math.random)() * (PER_WORKER - 1));
  }

  /** A TCP port that nobody listens on. Throws when the whole range is taken. */
  async allocate(): Promise<number> {
    const first = (await claimRange(this.worker)) + 1;
    for (let tries = 0; tries < PER_WORKER - 1; tries += 1) {
      const port = first + this.next;
      this.next = (this.next + 1) % (PER_WORKER - 1);
      if (await isFree(port)) return port;
    }
    throw new Error(`all ports from ${first} to ${first + PER_WORKER - 2} are taken; end what listens there`);
  }
}

const claims = new Map<number, Promise<number>>();

/**
 * The first port of a range that this process has to itself until it ends: it listens there. Other runs on this machine have workers
 * of the same numbers, and a port that is probed is not yet bound. With all ranges taken it is shared.
 */
function claimRange(worker: number): Promise<number> {
  const claim = claims.get(worker) ?? findRange(worker);
  claims.set(worker, claim);
  return claim;
}

async function findRange(worker: number): Promise<number> {
  for (let tries = 0; tries < WORKERS; tries += 1) {
    const first = FIRST + ((worker + tries) % WORKERS) * PER_WORKER;
    if (await occupy(first)) return first;
  }
  return FIRST + (worker % WORKERS) * PER_WORKER;
}

function occupy(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const guard = createServer((socket) => socket.destroy());
    guard.once("error", () => resolve(false));
    guard.listen({ port, host: "127.0.0.1", exclusive: true }, () => resolve(true)).unref();
  });
}

const allocators = new Map<number, PortAllocator>();

/** The next free port of this worker's range, from one allocator per worker and process. */
export function allocatePort(worker = 0): Promise<number> {
  const allocator = allocators.get(worker) ?? new PortAllocator({ worker });
  allocators.set(worker, allocator);
  return allocator.allocate();
}

async function isFree(port: number): Promise<boolean> {
  return (await canListen(port, "127.0.0.1")) && (await canListen(port));
}

function canListen(port: number, host?: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, ...(host === undefined ? {} : { host }), exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
