import { DataType, StatusCodes, Variant, VariantArrayType, type OPCUAServer } from "node-opcua";

/** Nodes of the reference server, in its own namespace (ns=1). */
export const REFERENCE_NODES = {
  folder: "ns=1;s=Reference",
  /** UInt32, one more every 100 ms. */
  counter: "ns=1;s=Counter",
  /** Double, a sine over 10 s. */
  wave: "ns=1;s=Wave",
  /** DateTime, now. */
  clock: "ns=1;s=Clock",
  /** Double, writable. */
  setpoint: "ns=1;s=Setpoint",
  /** Method: Double a, Double b -> Double sum. */
  add: "ns=1;s=Add",
} as const;

const COUNTER_PERIOD = 100;
const WAVE_PERIOD = 10_000;

/** Fills the server's own namespace: three variables that change, one that can be written, one method. */
export function addReferenceNodes(server: OPCUAServer, now: () => number): void {
  const addressSpace = server.engine.addressSpace;
  if (!addressSpace) throw new Error("the server is not initialised");
  const namespace = addressSpace.getOwnNamespace();
  const nodeId = (node: keyof typeof REFERENCE_NODES) => REFERENCE_NODES[node].replace("ns=1;", "");
  const folder = namespace.addObject({
    browseName: "Reference",
    nodeId: nodeId("folder"),
    organizedBy: addressSpace.rootFolder.objects,
  });
  const variable = (node: "counter" | "wave" | "clock", browseName: string, dataType: DataType, read: () => unknown) =>
    namespace.addVariable({
      componentOf: folder,
      browseName,
      nodeId: nodeId(node),
      dataType,
      accessLevel: "CurrentRead",
      userAccessLevel: "CurrentRead",
      minimumSamplingInterval: COUNTER_PERIOD,
      value: { get: () => new Variant({ dataType, value: read() }) },
    });
  variable("counter", "Counter", DataType.UInt32, () => Math.floor(now() / COUNTER_PERIOD) >>> 0);
  variable("wave", "Wave", DataType.Double, () => Math.sin((2 * Math.PI * now()) / WAVE_PERIOD));
  variable("clock", "Clock", DataType.DateTime, () => new Date());
  namespace.addVariable({
    componentOf: folder,
    browseName: "Setpoint",
    nodeId: nodeId("setpoint"),
    dataType: DataType.Double,
    accessLevel: "CurrentRead | CurrentWrite",
    userAccessLevel: "CurrentRead | CurrentWrite",
    value: new Variant({ dataType: DataType.Double, value: 0 }),
  });
  const method = namespace.addMethod(folder, {
    browseName: "Add",
    nodeId: nodeId("add"),
    inputArguments: ["a", "b"].map((name) => ({ name, dataType: DataType.Double, description: { text: "a number" } })),
    outputArguments: [{ name: "sum", dataType: DataType.Double, description: { text: "a + b" } }],
  });
  method.bindMethod((inputs, _context, callback) => {
    const total = inputs.reduce((result, input) => result + Number(input.value), 0);
    callback(null, {
      statusCode: StatusCodes.Good,
      outputArguments: [new Variant({ dataType: DataType.Double, value: total })],
    });
  });
}

/** The small nodeset has no ServerProfileArray; it is added, so that a client can see what the server can do (RC-047). */
export function addServerProfiles(server: OPCUAServer): void {
  const addressSpace = server.engine.addressSpace;
  const capabilities = addressSpace?.findNode("i=2268");
  if (!addressSpace || !capabilities || addressSpace.findNode("i=2269")) return;
  addressSpace.getDefaultNamespace().addVariable({
    propertyOf: capabilities,
    browseName: { name: "ServerProfileArray", namespaceIndex: 0 },
    nodeId: "i=2269",
    dataType: DataType.String,
    valueRank: 1,
    minimumSamplingInterval: 1000,
    value: {
      get: () =>
        new Variant({
          dataType: DataType.String,
          arrayType: VariantArrayType.Array,
          value: server.engine.serverCapabilities.serverProfileArray,
        }),
    },
  });
}
