import type { ServerMutant } from "./types";

export const noKeepAlive: ServerMutant = {
  name: "no-keep-alive",
  breaks: ["RC-031", "NS-01"],
  lab: ["lab-server-01.2", "lab-server-02.2", "lab-server-18.2"],
  says: "It never asks whether the client behind a silent connection is still there.",
  options: (given) => ({ ...given, reverseConnect: { ...given.reverseConnect, keepAlive: 3_600_000 } }),
};
