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
const MPLS = new Set([0x8847, 0x8848]);
const PPPOE_SESSION = 0x8864;
const PPP_IP = new Set([0x0021, 0x0057]);
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
      return frame.length > 20 ? afterEtherType(Buffer.concat([frame.subarray(0, 2), frame.subarray(20)]), 0) : undefined;
    default:
      return frame;
  }
}

/** What is behind an EtherType and its tags: VLAN, MPLS and PPPoE are passed over. */
export function afterEtherType(frame: Buffer, first: number): Buffer | undefined {
  let at = first;
  while (frame.length >= at + 6 && VLAN_TAGS.has(frame.readUInt16BE(at))) at += 4;
  if (frame.length < at + 2) return undefined;
  const type = frame.readUInt16BE(at);
  const rest = frame.subarray(at + 2);
  if (isIp(type)) return rest;
  if (MPLS.has(type)) return behindLabels(rest);
  if (type === PPPOE_SESSION && rest.length > 8) return PPP_IP.has(rest.readUInt16BE(6)) ? rest.subarray(8) : undefined;
  return undefined;
}

/** Behind the last MPLS label: IP, or Ethernet behind a control word (RFC 4448). */
function behindLabels(labels: Buffer): Buffer | undefined {
  let at = 0;
  while (labels.length >= at + 4 && ((labels[at + 2] as number) & 1) === 0) at += 4;
  const rest = labels.subarray(at + 4);
  const version = (rest[0] ?? 0xff) >> 4;
  if (version === 4 || version === 6) return rest;
  return version === 0 ? afterEtherType(rest.subarray(4), 12) : undefined;
}

function isIp(etherType: number): boolean {
  return etherType === ETHERTYPE_IPV4 || etherType === ETHERTYPE_IPV6;
}
