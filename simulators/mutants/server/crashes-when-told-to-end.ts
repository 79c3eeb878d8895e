import type { ServerMutant } from "./types";

export const crashesWhenToldToEnd: ServerMutant = {
  name: "crashes-when-told-to-end",
  breaks: ["RH-01"],
  says: "When it is told to end, it uses freed memory and crashes with SIGSEGV.",
  server(server) {
    server.stop = () => new Promise(() => void process.kill(process.pid, "SIGSEGV"));
  },
};
