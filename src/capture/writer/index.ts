export { writePcapng, encodePcapng } from "./file";
export { LivePcapng } from "./live";
export { Allowance, type WholeBytes } from "./allowance";
