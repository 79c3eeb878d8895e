/* eslint-disable @typescript-eslint/no-require-imports -- CommonJS: import() would load an ES module, which ts-node does not find. */

/**
 * What stands on node-opcua. It takes half a second to load, in which nobody answers the SUT: a worker does it before its first scenario
 * (`loadLibrary`), and the thread of the command, which loads the steps too, never.
 */
export const library = {
  adopted: () => require("../../simulators/adopted") as typeof import("../../simulators/adopted"),
  server: () => require("../../simulators/server") as typeof import("../../simulators/server"),
  peers: () => require("../../simulators/peers") as typeof import("../../simulators/peers"),
  aggregation: () => require("./aggregation/client") as typeof import("./aggregation/client"),
};

export function loadLibrary(): void {
  for (const load of Object.values(library)) load();
}
