export { writePcapng, encodePcapng } from "./file";
export { LivePcapng } from "./live";
export { commentBytes, interfaceDescription, packetBlockLength, sectionHeader, writePacketBlock } from "./blocks";
export { Allowance, type WholeBytes } from "./allowance";
