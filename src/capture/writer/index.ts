export { writePcapng, encodePcapng } from "./file";
export { LivePcapng } from "./live";
export { PcapngEncoder, type Draft, type EncoderOptions } from "./encoder";
export { Allowance, type WholeBytes } from "./allowance";
