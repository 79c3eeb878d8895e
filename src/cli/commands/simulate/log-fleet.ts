import type { Fleet } from "../../../../simulators/fleet";

/** One line: how far a fleet has come, and what it was told. */
export function describeFleet(fleet: Fleet): string {
  const { good, waiting, inSession, connections } = fleet.state();
  const { sessions, failedDials, errors } = fleet.totals();
  const told = Object.entries(errors).map(([status, count]) => `${count} ${status}`);
  const words = [
    `${waiting} of ${good} good servers wait`,
    `${inSession} in session`,
    `${connections} connections`,
    `${sessions} sessions so far`,
    ...(failedDials > 0 ? [`${failedDials} dials found nobody`] : []),
    ...(told.length > 0 ? [`told ${told.join(", ")}`] : []),
  ];
  return words.join(", ");
}
