import { createServer } from "node:net";

export interface PortAllocatorOptions {
  /** Number of the Cucumber worker, from 0; workers have disjoint ranges. */
  readonly worker?: number;
  /** Where in its range to begin, 0 to 1; spreads runs that share a machine. */
  readonly random?: () => number;
}

// Below Linux's (32768) and everyone else's (49152) ephemeral ranges: no outgoing connection can take such a port.
const FIRST = 12_000;
const PER_WORKER = 312;
const WORKERS = 64;

/** Ports for SUTs that must be told one. Each is probed by binding it and not given twice until the range is used up. */
export class PortAllocator {
  private readonly first: number;
  private next: number;

  constructor(options: PortAllocatorOptions = {}) {
    this.first = FIRST + ((options.worker ?? 0) % WORKERS) * PER_WORKER;
    this.next = Math.floor((options.random ?? Math.random)() * PER_WORKER);
  }

  /** A TCP port that nobody listens on. Throws when the whole range is taken. */
  async allocate(): Promise<number> {
    for (let tries = 0; tries < PER_WORKER; tries += 1) {
      const port = this.first + this.next;
      this.next = (this.next + 1) % PER_WORKER;
      if (await isFree(port)) return port;
    }
    throw new Error(`all ports from ${this.first} to ${this.first + PER_WORKER - 1} are taken; end what listens there`);
  }
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
