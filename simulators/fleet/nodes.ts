import {
  AttributeIds,
  BrowseDirection,
  DataType,
  DataValue,
  ExpandedNodeId,
  NodeClass,
  QualifiedName,
  ReferenceDescription,
  resolveNodeId,
  StatusCodes,
  Variant,
  VariantArrayType,
  type NodeId,
} from "node-opcua";
import { REFERENCE_NODES, REVERSE_CONNECT_PROFILE } from "../server";

/** What the nodes are asked about: the server they belong to, and the time in ms. */
export interface NodeContext {
  readonly serverUri: string;
  readonly now: number;
}

interface LightNode {
  readonly browseName: string;
  readonly nodeClass: NodeClass;
  readonly value?: (context: NodeContext) => Variant;
  /** Nodes that it organizes. */
  readonly children?: readonly string[];
}

const COUNTER_PERIOD = 100;
const WAVE_PERIOD = 10_000;
const ORGANIZES = resolveNodeId("i=35");
const BASE_VARIABLE = resolveNodeId("i=63");
const FOLDER = resolveNodeId("i=61");

const variable = (browseName: string, value: LightNode["value"] & {}): LightNode => ({
  browseName,
  nodeClass: NodeClass.Variable,
  value,
});
const scalar = (dataType: DataType, value: unknown) => new Variant({ dataType, value });
const texts = (value: readonly string[]) =>
  new Variant({ dataType: DataType.String, arrayType: VariantArrayType.Array, value: [...value] });

/** The few nodes of a light server, made once for all of them: the same names and values as the reference server's. */
const NODES: ReadonlyMap<string, LightNode> = new Map(
  Object.entries<LightNode>({
    "i=84": { browseName: "Root", nodeClass: NodeClass.Object, children: ["i=85"] },
    "i=85": { browseName: "Objects", nodeClass: NodeClass.Object, children: ["i=2253", REFERENCE_NODES.folder] },
    "i=2253": { browseName: "Server", nodeClass: NodeClass.Object, children: ["i=2254", "i=2255"] },
    "i=2254": variable("ServerArray", ({ serverUri }) => texts([serverUri])),
    "i=2255": variable("NamespaceArray", ({ serverUri }) => texts(["http://opcfoundation.org/UA/", serverUri])),
    "i=2258": variable("CurrentTime", () => scalar(DataType.DateTime, new Date())),
    "i=2259": variable("State", () => scalar(DataType.Int32, 0)),
    "i=2269": variable("ServerProfileArray", () => texts([REVERSE_CONNECT_PROFILE])),
    [REFERENCE_NODES.folder]: {
      browseName: "Reference",
      nodeClass: NodeClass.Object,
      children: [REFERENCE_NODES.counter, REFERENCE_NODES.wave, REFERENCE_NODES.clock],
    },
    [REFERENCE_NODES.counter]: variable("Counter", ({ now }) => scalar(DataType.UInt32, Math.floor(now / COUNTER_PERIOD) >>> 0)),
    [REFERENCE_NODES.wave]: variable("Wave", ({ now }) => scalar(DataType.Double, Math.sin((2 * Math.PI * now) / WAVE_PERIOD))),
    [REFERENCE_NODES.clock]: variable("Clock", () => scalar(DataType.DateTime, new Date())),
  }),
);

/** An attribute as Read and a notification give it (Part 4, 5.11.2). */
export function readNode(nodeId: NodeId, attributeId: AttributeIds, context: NodeContext): DataValue {
  const node = NODES.get(keyOf(nodeId));
  if (!node) return new DataValue({ statusCode: StatusCodes.BadNodeIdUnknown });
  const value = attributeOf(node, nodeId, attributeId, context);
  if (!value) return new DataValue({ statusCode: StatusCodes.BadAttributeIdInvalid });
  const now = new Date();
  return new DataValue({ statusCode: StatusCodes.Good, value, sourceTimestamp: now, serverTimestamp: now });
}

function attributeOf(node: LightNode, nodeId: NodeId, attributeId: AttributeIds, context: NodeContext): Variant | undefined {
  const value = node.value?.(context);
  switch (attributeId) {
    case AttributeIds.Value:
      return value;
    case AttributeIds.NodeId:
      return scalar(DataType.NodeId, nodeId);
    case AttributeIds.NodeClass:
      return scalar(DataType.Int32, node.nodeClass);
    case AttributeIds.BrowseName:
      return scalar(DataType.QualifiedName, browseNameOf(node, nodeId));
    case AttributeIds.DisplayName:
      return scalar(DataType.LocalizedText, { text: node.browseName });
    case AttributeIds.DataType:
      return value && scalar(DataType.NodeId, resolveNodeId(`i=${value.dataType}`));
    case AttributeIds.ValueRank:
      return value && scalar(DataType.Int32, value.arrayType === VariantArrayType.Array ? 1 : -1);
    case AttributeIds.AccessLevel:
    case AttributeIds.UserAccessLevel:
      // CurrentRead.
      return value && scalar(DataType.Byte, 1);
    default:
      return undefined;
  }
}

/** References that lead down, whatever kind is asked for; undefined for a node that is not there. */
export function browseNode(nodeId: NodeId, direction: BrowseDirection): ReferenceDescription[] | undefined {
  const node = NODES.get(keyOf(nodeId));
  if (!node) return undefined;
  const below = direction === BrowseDirection.Inverse ? [] : (node.children ?? []);
  return below.flatMap((id) => {
    const child = NODES.get(id);
    const childId = resolveNodeId(id);
    if (!child) return [];
    return new ReferenceDescription({
      referenceTypeId: ORGANIZES,
      isForward: true,
      nodeId: resolveExpanded(childId),
      browseName: browseNameOf(child, childId),
      displayName: { text: child.browseName },
      nodeClass: child.nodeClass,
      typeDefinition: resolveExpanded(child.nodeClass === NodeClass.Variable ? BASE_VARIABLE : FOLDER),
    });
  });
}

/** node-opcua writes namespace 0 too. */
function keyOf(nodeId: NodeId): string {
  return nodeId.toString().replace(/^ns=0;/, "");
}

function resolveExpanded(nodeId: NodeId): ExpandedNodeId {
  return ExpandedNodeId.fromNodeId(nodeId);
}

function browseNameOf({ browseName }: LightNode, { namespace }: NodeId): QualifiedName {
  return new QualifiedName({ name: browseName, namespaceIndex: namespace });
}
