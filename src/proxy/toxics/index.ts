import type { ToxicType } from "../types";
import { bandwidth } from "./bandwidth";
import { blackhole } from "./blackhole";
import { closeAfter } from "./close-after";
import { corrupt } from "./corrupt";
import { halfClose } from "./half-close";
import { idleDrop } from "./idle-drop";
import { latency } from "./latency";
import { limitData } from "./limit-data";
import { noop } from "./noop";
import { opcuaMessage } from "./opcua-message";
import { packetLoss } from "./packet-loss";
import { resetPeer } from "./reset-peer";
import { slicer } from "./slicer";
import { slowClose } from "./slow-close";
import { timeout } from "./timeout";

const ALL: readonly ToxicType[] = [
  // Toxiproxy's
  bandwidth,
  latency,
  limitData,
  noop,
  packetLoss,
  resetPeer,
  slicer,
  slowClose,
  timeout,
  // Our own
  blackhole,
  closeAfter,
  corrupt,
  halfClose,
  idleDrop,
  opcuaMessage,
];

/** Every kind of toxic by the name that the API knows it by. */
export const TOXICS: ReadonlyMap<string, ToxicType> = new Map(ALL.map((kind) => [kind.type, kind]));
