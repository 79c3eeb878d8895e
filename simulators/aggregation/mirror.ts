import {
  AccessLevelFlag,
  DataType,
  NodeId,
  NodeIdType,
  StatusCodes,
  Variant,
  type AddressSpace,
  type Argument,
  type ArgumentOptions,
  type BaseNode,
  type DataValue,
  type Namespace,
  type NodeIdLike,
  type UAObject,
  type UAVariable,
} from "node-opcua";
import { ROOT, textOf, type FurtherReference, type RemoteNode, type RemoteTree, type RemoteVariable } from "./browse";
import { bindMethod, passWritesOn, type PassThrough } from "./pass-through";

const [ORGANIZES, HAS_PROPERTY, FOLDER_TYPE] = ["i=35", "i=46", "i=61"];
const BASE_DATA_TYPE = "i=24";
const FOLDER = "s=Folder";

interface Names {
  readonly browseName: { name: string; namespaceIndex: number };
  readonly displayName: string;
  readonly nodeId: NodeId;
}

interface LocalNode {
  readonly remote: RemoteNode;
  readonly signature: string;
  readonly node: BaseNode;
}

/**
 * The mirror image of one underlying server: a folder in Objects, in a namespace of its own. The local identifier of a node is its
 * NodeId at the underlying server as text, for example `ns=2;s=ns=1;s=Counter`.
 */
export class Mirror {
  private readonly namespace: Namespace;
  private readonly folder: UAObject;
  private readonly connected: UAVariable;
  private readonly local = new Map<string, LocalNode>();

  constructor(
    private readonly addressSpace: AddressSpace,
    name: string,
    namespaceUri: string,
    private readonly passThrough: PassThrough,
  ) {
    this.namespace = addressSpace.registerNamespace(namespaceUri);
    this.folder = this.namespace.addObject({
      browseName: name,
      nodeId: FOLDER,
      typeDefinition: "FolderType",
      organizedBy: addressSpace.rootFolder.objects,
    });
    this.connected = this.namespace.addVariable({
      propertyOf: this.folder,
      browseName: "Connected",
      nodeId: `${FOLDER}/Connected`,
      description: "Whether the underlying server can be reached",
      dataType: DataType.Boolean,
      accessLevel: "CurrentRead",
      userAccessLevel: "CurrentRead",
      value: new Variant({ dataType: DataType.Boolean, value: false }),
    });
  }

  get namespaceIndex(): number {
    return this.namespace.index;
  }

  get size(): number {
    return this.local.size;
  }

  /** NodeIds, at the underlying server, of the variables whose values are to be followed. */
  readable(): string[] {
    return [...this.local.values()].filter(({ remote }) => isReadable(remote.variable)).map(({ remote }) => remote.id);
  }

  /**
   * Makes the mirror image that of `tree`: what has not changed stays as it is, with the monitored items of our clients. Returns
   * what could not be made, and why.
   */
  update(tree: RemoteTree): string[] {
    const problems: string[] = [];
    const parentChanged = new Set<string>();
    const wanted = new Map(tree.nodes.map((remote) => [remote.id, signatureOf(remote)]));
    for (const { remote, signature } of [...this.local.values()]) {
      if (wanted.get(remote.id) === signature && !parentChanged.has(remote.parent)) continue;
      parentChanged.add(remote.id);
      this.remove(remote.id);
    }
    for (const remote of tree.nodes) {
      if (this.local.has(remote.id)) continue;
      try {
        this.add(remote);
      } catch (error) {
        // A node that the library does not take must not cost all others.
        problems.push(`${remote.id}: ${firstLine(error)}`);
      }
    }
    for (const reference of tree.further) this.refer(reference);
    for (const { id, variable } of tree.nodes) if (variable) this.setValue(id, variable.value);
    return problems;
  }

  setValue(id: string, { value, statusCode, sourceTimestamp }: DataValue): void {
    const node = this.local.get(id)?.node as UAVariable | undefined;
    if (!node) return;
    const fits =
      value.dataType === DataType.Null ||
      node.getBasicDataType() === DataType.Variant ||
      node.getBasicDataType() === value.dataType;
    // Another data type than before: the node is made again when the server is browsed the next time.
    if (fits) node.setValueFromSource(value, statusCode, sourceTimestamp ?? undefined);
    else node.setValueFromSource({ dataType: DataType.Null }, StatusCodes.BadTypeMismatch);
  }

  setConnected(connected: boolean): void {
    this.connected.setValueFromSource({ dataType: DataType.Boolean, value: connected });
  }

  /** Every value keeps, and says that nobody knows whether it still holds. */
  markUnreachable(): void {
    for (const { node, remote } of this.local.values()) {
      if (remote.variable) (node as UAVariable).setValueFromSource(lastValue(node as UAVariable), StatusCodes.BadNoCommunication);
    }
  }

  private add(remote: RemoteNode): void {
    const parent = this.parentOf(remote.parent);
    if (!parent) return;
    const node = this.make(remote, parent);
    if (node) this.local.set(remote.id, { remote, signature: signatureOf(remote), node });
  }

  private make(remote: RemoteNode, parent: BaseNode): BaseNode | undefined {
    const names: Names = {
      browseName: { name: remote.browseName, namespaceIndex: this.namespace.index },
      displayName: remote.displayName,
      // Not as text: the library would look for a NodeId inside the identifier.
      nodeId: new NodeId(NodeIdType.STRING, remote.id, this.namespace.index),
    };
    const place = placeOf(remote.reference, parent);
    switch (remote.nodeClass) {
      case "object":
        return this.namespace.addObject({
          ...names,
          ...place,
          ...(remote.typeDefinition === FOLDER_TYPE && { typeDefinition: "FolderType" }),
        });
      case "variable":
        return remote.variable && this.makeVariable(remote, remote.variable, { ...names, ...place });
      case "method":
        return this.makeMethod(remote, parent, names);
    }
  }

  private makeVariable(remote: RemoteNode, variable: RemoteVariable, options: Names): UAVariable {
    const access = variable.accessLevel & (AccessLevelFlag.CurrentRead | AccessLevelFlag.CurrentWrite);
    const node = this.namespace.addVariable({
      ...options,
      dataType: this.localDataType(textOf(variable.dataType), variable.value.value.dataType),
      valueRank: variable.valueRank,
      ...(variable.arrayDimensions && variable.valueRank > 0 && { arrayDimensions: [...variable.arrayDimensions] }),
      accessLevel: access,
      userAccessLevel: access,
      // 0: our clients are told when a value comes, no timer looks for it.
      minimumSamplingInterval: 0,
    });
    passWritesOn(node, remote.id, this.passThrough);
    return node;
  }

  private makeMethod(remote: RemoteNode, parent: BaseNode, names: Names): BaseNode {
    const method = this.namespace.addMethod(parent as UAObject, {
      ...names,
      inputArguments: (remote.method?.inputs ?? []).map((one) => this.localArgument(one)),
      outputArguments: (remote.method?.outputs ?? []).map((one) => this.localArgument(one)),
    });
    bindMethod(method, { objectId: remote.parent, methodId: remote.id }, this.passThrough);
    return method;
  }

  private localArgument({ name, dataType, valueRank, description }: Argument): ArgumentOptions {
    return {
      name: name ?? "",
      dataType: this.localDataType(textOf(dataType), DataType.Null),
      valueRank,
      description,
    };
  }

  /** Types of the underlying server's own namespaces are unknown here: the built-in type below them is what travels. */
  private localDataType(dataType: string, seen: DataType): NodeIdLike {
    const known = /^i=\d+$/.test(dataType) && this.addressSpace.findDataType(dataType);
    if (known) return dataType;
    return seen === DataType.Null ? BASE_DATA_TYPE : `i=${seen}`;
  }

  private refer({ parent, id, reference }: FurtherReference): void {
    const [from, to] = [this.parentOf(parent), this.local.get(id)?.node];
    if (!from || !to || from === to) return;
    const referenceType = this.addressSpace.findReferenceType(reference) ? reference : ORGANIZES;
    const known = from.findReferencesExAsObject("HierarchicalReferences").includes(to);
    if (!known) from.addReference({ referenceType: referenceType ?? "Organizes", nodeId: to.nodeId, isForward: true });
  }

  private remove(id: string): void {
    const known = this.local.get(id);
    this.local.delete(id);
    // A parent that was removed before took its children along.
    if (known && this.addressSpace.findNode(known.node.nodeId)) this.namespace.deleteNode(known.node.nodeId);
  }

  private parentOf(parent: string): BaseNode | undefined {
    return parent === ROOT ? this.folder : this.local.get(parent)?.node;
  }
}

function isReadable(variable: RemoteVariable | undefined): boolean {
  return variable !== undefined && (variable.accessLevel & AccessLevelFlag.CurrentRead) !== 0;
}

/** What makes a node another one. */
function signatureOf({
  parent,
  reference,
  nodeClass,
  browseName,
  displayName,
  typeDefinition,
  variable,
  method,
}: RemoteNode): string {
  const { dataType, valueRank, arrayDimensions, accessLevel } = variable ?? {};
  const shape = variable && [dataType?.toString(), valueRank, arrayDimensions, accessLevel];
  const signature =
    method &&
    [...method.inputs, { name: "->" }, ...method.outputs].map((one) => `${one.name} ${String("dataType" in one && one.dataType)}`);
  return JSON.stringify([parent, reference, nodeClass, browseName, displayName, typeDefinition, shape, signature]);
}

function placeOf(reference: string, parent: BaseNode): object {
  if (reference === HAS_PROPERTY) return { propertyOf: parent };
  return reference === ORGANIZES ? { organizedBy: parent } : { componentOf: parent };
}

export function firstLine(error: unknown): string {
  const { message, name } = error instanceof Error ? error : new Error(String(error));
  return message.split("\n")[0] || name;
}

function lastValue(node: UAVariable): Variant {
  return node.readValue().value;
}
