import type { ServerMutant } from "./types";

export const crashesWhenToldToEnd: ServerMutant = {
  name: "crashes-when-told-to-end",
  breaks: ["RH-01"],
  says: "When it is told to end it reads memory that it has given back, and dies of SIGSEGV.",
  server(server) {
    server.stop = () => new Promise(() => void process.kill(process.pid, "SIGSEGV"));
  },
};
