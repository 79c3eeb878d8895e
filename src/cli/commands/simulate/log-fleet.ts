import type { Fleet } from "../../../../simulators/fleet";

/** What a dial may fail by that is this machine's own lack, and what to do. */
const LACKS: Readonly<Record<string, string>> = {
  EMFILE: "this process may open no more files: raise `ulimit -n`, or split the fleet with --shard",
  ENFILE: "this machine may open no more files: raise fs.file-max, or split the fleet over machines with --shard",
  EADDRNOTAVAIL: "this machine has no more ports for dials to that client: split the fleet over machines with --shard",
  ENOBUFS: "this machine has no more memory for sockets: split the fleet over machines with --shard",
};

/** What this machine lacks for so many servers, as sentences. */
export function lacksOf(fleet: Fleet): string[] {
  return Object.entries(fleet.totals().failures).flatMap(([code, count]) =>
    code in LACKS ? [`${count} dials failed by ${code}: ${LACKS[code]}`] : [],
  );
}

/** One line: how far a fleet has come, and what it was told. */
export function describeFleet(fleet: Fleet): string {
  const { good, waiting, inSession, connections } = fleet.state();
  const { sessions, failures, errors } = fleet.totals();
  const [told, failed] = [errors, failures].map((counts) =>
    Object.entries(counts)
      .map(([what, count]) => `${count} ${what}`)
      .join(", "),
  );
  const words = [
    `${waiting} of ${good} good servers wait`,
    `${inSession} in session`,
    `${connections} connections`,
    `${sessions} sessions so far`,
    ...(failed ? [`dials failed: ${failed}`] : []),
    ...(told ? [`told ${told}`] : []),
  ];
  return words.join(", ");
}
