/** LINKTYPE numbers that carry IP and that captures of OPC UA come with (tcpdump.org/linktypes). */
const NULL = 0;
const ETHERNET = 1;
const RAW = new Set([12, 14, 101]);
const LOOP = 108;
const LINUX_SLL = 113;
const IPV4 = 228;
const IPV6 = 229;
const LINUX_SLL2 = 276;

const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
const VLAN_TAGS = new Set([0x8100, 0x88a8, 0x9100]);

export function isKnownLinkType(linkType: number): boolean {
  return [NULL, ETHERNET, LOOP, LINUX_SLL, IPV4, IPV6, LINUX_SLL2].includes(linkType) || RAW.has(linkType);
}

/** The IP packet in a frame, or undefined where the frame holds none. */
export function ipOf(linkType: number, frame: Buffer): Buffer | undefined {
  switch (linkType) {
    case NULL:
    case LOOP:
      return frame.length > 4 ? frame.subarray(4) : undefined;
    case ETHERNET:
      return afterEtherType(frame, 12);
    case LINUX_SLL:
      return afterEtherType(frame, 14);
    case LINUX_SLL2:
      return frame.length > 20 && isIp(frame.readUInt16BE(0)) ? frame.subarray(20) : undefined;
    default:
      return frame;
  }
}

function afterEtherType(frame: Buffer, first: number): Buffer | undefined {
  let at = first;
  while (frame.length >= at + 6 && VLAN_TAGS.has(frame.readUInt16BE(at))) at += 4;
  if (frame.length < at + 2 || !isIp(frame.readUInt16BE(at))) return undefined;
  return frame.subarray(at + 2);
}

function isIp(etherType: number): boolean {
  return etherType === ETHERTYPE_IPV4 || etherType === ETHERTYPE_IPV6;
}
