import type { CapturedConnection, CaptureReading, FailedDial } from "../../capture/reader";
import { duration } from "../../report/ladder/label";
import { formatDuration } from "../../trace";
import type { Fault } from "../scenario";
import { refusalOf } from "./causes";
import type { Suspect } from "./types";

/** Under this a fault of the network is not seen by a dialer, in ms. */
const LEAST = 1000;

/** Dials that came to nothing, by listener and outcome. */
export function dialSuspects(reading: CaptureReading): Suspect[] {
  const groups = Map.groupBy(
    reading.failedDials,
    ({ to, outcome, icmp }) => `${to.address} ${to.port} ${outcome} ${icmp?.what ?? ""}`,
  );
  return [...groups.values()].map((group) => dialSuspect(group as [FailedDial, ...FailedDial[]], reading));
}

type Dials = readonly [FailedDial, ...FailedDial[]];

function dialSuspect(group: Dials, reading: CaptureReading): Suspect {
  const [{ t, to, outcome, icmp }] = group;
  const where = `${group.length} dial${group.length === 1 ? "" : "s"} to ${to.address}:${to.port}`;
  const through = firstThrough(group, reading);
  const until = `until a dial came through, ${duration((through?.t ?? t) - t)} after the first`;
  if (icmp) {
    const what = `${where} refused on the way: ${icmp.from} answered by ICMP, ${icmp.what}; a firewall or router refuses, not the client`;
    const how = refusalOf(icmp.what);
    const fault: Fault | undefined = how && { do: { reject: how }, for: lasts(group, reading) };
    return { t, weight: 97, what, cause: true, ...(fault ? { fault } : {}) };
  }
  if (outcome === "refused") {
    const what = `${where} refused (RST): ${through ? `nobody listened there ${until}` : "nobody listens there"}`;
    return { t, weight: 89, what, fault: { on: { dial: true, nth: 1 }, do: { accept: "reset" } } };
  }
  const what = `${where} not answered at all: dropped on the way, or the host ${through ? `was down ${until}` : "is down; there never was a connection"}`;
  return { t, weight: 90, what, cause: true, fault: { do: { "drop-syn": true }, for: lasts(group, reading) } };
}

/** A draft takes no longer: how long it lasted in the field changes nothing about what is seen. */
const LONGEST = 20_000;

/** From the first dial that failed until one got through, or the capture ended. */
function lasts(group: Dials, reading: CaptureReading): string {
  const [{ t }] = group;
  const begin = Math.min(t, reading.connections[0]?.t ?? t);
  const end = firstThrough(group, reading)?.t ?? begin + reading.length;
  return formatDuration(Math.round(Math.min(Math.max(end - t, LEAST), LONGEST) / LEAST) * LEAST);
}

/** The first connection to the same listener behind dials that failed. */
function firstThrough(group: Dials, { connections }: CaptureReading): CapturedConnection | undefined {
  const [{ t, to }] = group;
  const last = group.at(-1)?.t ?? t;
  return connections.find(({ t: begin, server, client, dialer }) => {
    const listener = dialer === "client" ? server : client;
    return begin > last && listener.address === to.address && listener.port === to.port;
  });
}
