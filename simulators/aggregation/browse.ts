import {
  AttributeIds,
  BrowseDirection,
  NodeClass,
  type Argument,
  type BrowseResult,
  type ClientSession,
  type DataValue,
  type NodeId,
  type ReferenceDescription,
} from "node-opcua";

export type RemoteClass = "object" | "variable" | "method";

/** One node of an underlying server, with all that its mirror image needs. */
export interface RemoteNode {
  /** NodeId at the underlying server, as text; also the local identifier. */
  readonly id: string;
  readonly parent: string;
  /** How the parent holds it, as text of the reference type's NodeId. */
  readonly reference: string;
  readonly nodeClass: RemoteClass;
  readonly browseName: string;
  readonly displayName: string;
  readonly typeDefinition: string;
  readonly variable?: RemoteVariable;
  readonly method?: { readonly inputs: readonly Argument[]; readonly outputs: readonly Argument[] };
}

export interface RemoteVariable {
  readonly dataType: NodeId;
  readonly valueRank: number;
  readonly arrayDimensions: readonly number[] | null;
  readonly accessLevel: number;
  readonly value: DataValue;
}

/** A node that hangs below a second parent too. */
export interface FurtherReference {
  readonly parent: string;
  readonly id: string;
  readonly reference: string;
}

export interface RemoteTree {
  /** Parents before their children. */
  readonly nodes: readonly RemoteNode[];
  readonly further: readonly FurtherReference[];
  /** There is more than `maxNodes`. */
  readonly truncated: boolean;
}

/** The parent of what hangs directly in the folder of the underlying server. */
export const ROOT = "";

const OBJECTS = "i=85";
/** Server, Aliases and Locations are every server's own. */
const NOT_MIRRORED = new Set(["i=2253", "i=23470", "i=31915"]);
const HIERARCHICAL = "i=33";
const BROWSE_BATCH = 100;
const READ_BATCH = 500;
const HAS_PROPERTY = "i=46";

/** Reads the address space below `roots`, or the content of Objects. Rejects when the session breaks. */
export async function browseTree(
  session: ClientSession,
  roots: readonly string[] | undefined,
  maxNodes: number,
): Promise<RemoteTree> {
  const walk = new Walk(session, maxNodes);
  if (roots) await walk.addRoots(roots.map(textOf));
  else await walk.descend([OBJECTS], () => ROOT);
  return walk.finish();
}

type Found = Omit<RemoteNode, "variable" | "method">;

class Walk {
  private readonly found = new Map<string, Found>();
  private readonly further: FurtherReference[] = [];
  private truncated = false;

  constructor(
    private readonly session: ClientSession,
    private readonly maxNodes: number,
  ) {}

  async addRoots(roots: readonly string[]): Promise<void> {
    const attributes = [AttributeIds.NodeClass, AttributeIds.BrowseName, AttributeIds.DisplayName];
    const values = await readAll(
      this.session,
      roots.flatMap((nodeId) => attributes.map((attributeId) => ({ nodeId, attributeId }))),
    );
    roots.forEach((id, index) => {
      const [nodeClass, browseName, displayName] = values
        .slice(3 * index, 3 * index + 3)
        .map(({ value }) => value.value as unknown);
      const kind = classOf(Number(nodeClass));
      const name = (browseName as { name?: string } | undefined)?.name;
      if (!kind || name === undefined) return;
      const text = (displayName as { text?: string } | undefined)?.text ?? name;
      this.found.set(id, {
        id,
        parent: ROOT,
        reference: "i=35",
        nodeClass: kind,
        browseName: name,
        displayName: text,
        typeDefinition: "",
      });
    });
    await this.descend([...this.found.keys()], (id) => id);
  }

  /** Breadth first, so that parents come before children; `parentOf` names the parent under which children are kept. */
  async descend(level: readonly string[], parentOf: (id: string) => string): Promise<void> {
    let current = level;
    let nameOf = parentOf;
    while (current.length > 0 && !this.truncated) {
      const next: string[] = [];
      for (const batch of batches(current, BROWSE_BATCH)) {
        const references = await this.browse(batch);
        references.forEach((list, index) => {
          const parent = nameOf(batch[index] ?? "");
          for (const reference of list) if (this.add(parent, reference)) next.push(textOf(reference.nodeId));
        });
      }
      current = next;
      nameOf = (id) => id;
    }
  }

  async finish(): Promise<RemoteTree> {
    const list = [...this.found.values()];
    const variables = await this.readVariables(list.filter(({ nodeClass }) => nodeClass === "variable"));
    const isArgument = ({ browseName, reference }: Found) =>
      reference === HAS_PROPERTY && /^(In|Out)putArguments$/.test(browseName);
    const argumentsOf = (id: string, browseName: string) => {
      const property = list.find((one) => one.parent === id && one.browseName === browseName);
      return ((property && variables.get(property.id)?.value.value.value) ?? []) as Argument[];
    };
    const nodes = list
      .filter((one) => !isArgument(one))
      .map((one): RemoteNode => {
        const variable = variables.get(one.id);
        if (variable) return { ...one, variable };
        if (one.nodeClass !== "method") return one;
        return {
          ...one,
          method: { inputs: argumentsOf(one.id, "InputArguments"), outputs: argumentsOf(one.id, "OutputArguments") },
        };
      });
    return { nodes, further: this.further, truncated: this.truncated };
  }

  /** True for a node that was not known yet. */
  private add(parent: string, reference: ReferenceDescription): boolean {
    const id = textOf(reference.nodeId);
    const nodeClass = classOf(reference.nodeClass);
    const type = textOf(reference.referenceTypeId);
    if (!nodeClass || NOT_MIRRORED.has(id)) return false;
    if (this.found.has(id)) {
      if (parent !== id) this.further.push({ parent, id, reference: type });
      return false;
    }
    if (this.found.size >= this.maxNodes) {
      this.truncated = true;
      return false;
    }
    const browseName = reference.browseName.name ?? id;
    const displayName = reference.displayName.text ?? browseName;
    const typeDefinition = textOf(reference.typeDefinition);
    this.found.set(id, { id, parent, reference: type, nodeClass, browseName, displayName, typeDefinition });
    return true;
  }

  private async browse(ids: readonly string[]): Promise<ReferenceDescription[][]> {
    const results = await this.session.browse(
      ids.map((nodeId) => ({
        nodeId,
        browseDirection: BrowseDirection.Forward,
        referenceTypeId: HIERARCHICAL,
        includeSubtypes: true,
        nodeClassMask: NodeClass.Object | NodeClass.Variable | NodeClass.Method,
        resultMask: 63,
      })),
    );
    return Promise.all(results.map((result) => this.complete(result)));
  }

  private async complete(result: BrowseResult): Promise<ReferenceDescription[]> {
    const references = [...(result.references ?? [])];
    let point = result.continuationPoint;
    while (point && point.length > 0) {
      const more = await this.session.browseNext(point, false);
      references.push(...(more.references ?? []));
      point = more.continuationPoint;
    }
    return references;
  }

  private async readVariables(variables: readonly Found[]): Promise<Map<string, RemoteVariable>> {
    const attributes = [
      AttributeIds.DataType,
      AttributeIds.ValueRank,
      AttributeIds.ArrayDimensions,
      AttributeIds.UserAccessLevel,
      AttributeIds.Value,
    ];
    const nodes = variables.flatMap(({ id }) => attributes.map((attributeId) => ({ nodeId: id, attributeId })));
    const values = await readAll(this.session, nodes);
    const result = new Map<string, RemoteVariable>();
    variables.forEach(({ id }, index) => {
      const [dataType, valueRank, dimensions, accessLevel, value] = values.slice(5 * index, 5 * index + 5);
      if (!dataType?.value.value || !value) return;
      result.set(id, {
        dataType: dataType.value.value as NodeId,
        valueRank: Number(valueRank?.value.value ?? -1),
        arrayDimensions: dimensions?.value.value ? Array.from(dimensions.value.value as Iterable<number>) : null,
        accessLevel: Number(accessLevel?.value.value ?? 1),
        value,
      });
    });
    return result;
  }
}

/** A NodeId as text, in one form for each. */
export function textOf(nodeId: { toString(): string }): string {
  return nodeId.toString().replace(/^ns=0;/, "");
}

/** Values in the order asked for, in requests that every server takes. */
export async function readAll(
  session: ClientSession,
  nodes: readonly { nodeId: string; attributeId: number }[],
): Promise<DataValue[]> {
  const values: DataValue[] = [];
  for (const batch of batches(nodes, READ_BATCH)) values.push(...(await session.read([...batch])));
  return values;
}

export function batches<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));
}

function classOf(nodeClass: number): RemoteClass | undefined {
  switch (nodeClass as NodeClass) {
    case NodeClass.Object:
      return "object";
    case NodeClass.Variable:
      return "variable";
    case NodeClass.Method:
      return "method";
    default:
      return undefined;
  }
}
