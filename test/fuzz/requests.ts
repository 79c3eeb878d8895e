import * as opcua from "node-opcua";

/** A request of node-opcua by its class, as far as it is needed here. */
interface RequestClass {
  new (fields: object): { encode(stream: opcua.BinaryStream): void };
  readonly schema: { readonly encodingDefaultBinary?: { readonly value: unknown } };
}

const id = "i=2258";
const node = "ns=1;s=Counter";
const value = { value: { dataType: opcua.DataType.Double, value: 1 } };
const filters = [
  new opcua.DataChangeFilter({ trigger: opcua.DataChangeTrigger.StatusValue, deadbandType: 1, deadbandValue: 1 }),
  opcua.constructEventFilter(["SourceName", "EventId"]),
];

/** Fields for the services whose empty request says little. */
const FIELDS: Readonly<Record<string, readonly object[]>> = {
  ReadRequest: [
    {
      nodesToRead: [
        { nodeId: id, attributeId: 13 },
        { nodeId: node, attributeId: 13, indexRange: new opcua.NumericRange("1:2") },
      ],
    },
  ],
  WriteRequest: [
    { nodesToWrite: [{ nodeId: node, attributeId: 13, value }] },
    {
      nodesToWrite: [
        {
          nodeId: node,
          attributeId: 13,
          value: { value: { dataType: opcua.DataType.ExtensionObject, value: new opcua.Argument({ name: "x" }) } },
        },
      ],
    },
    {
      nodesToWrite: [
        {
          nodeId: node,
          attributeId: 13,
          value: {
            value: {
              dataType: opcua.DataType.Int32,
              arrayType: opcua.VariantArrayType.Matrix,
              dimensions: [2, 2],
              value: [1, 2, 3, 4],
            },
          },
        },
      ],
    },
  ],
  BrowseRequest: [
    {
      nodesToBrowse: [{ nodeId: "i=84", browseDirection: 2, includeSubtypes: true, resultMask: 63 }],
      requestedMaxReferencesPerNode: 2,
    },
  ],
  BrowseNextRequest: [{ continuationPoints: [Buffer.from("0001", "hex")] }],
  TranslateBrowsePathsToNodeIdsRequest: [{ browsePaths: [opcua.makeBrowsePath("i=84", "/Objects/Server")] }],
  RegisterNodesRequest: [{ nodesToRegister: [id, node] }],
  UnregisterNodesRequest: [{ nodesToUnregister: [id] }],
  CallRequest: [
    {
      methodsToCall: [{ objectId: "i=2253", methodId: "i=11492", inputArguments: [{ dataType: opcua.DataType.UInt32, value: 1 }] }],
    },
  ],
  CreateSubscriptionRequest: [
    { requestedPublishingInterval: 100, requestedLifetimeCount: 100, requestedMaxKeepAliveCount: 10, publishingEnabled: true },
  ],
  ModifySubscriptionRequest: [{ subscriptionId: 1, requestedPublishingInterval: 100 }],
  SetPublishingModeRequest: [{ publishingEnabled: true, subscriptionIds: [1, 2] }],
  DeleteSubscriptionsRequest: [{ subscriptionIds: [1] }],
  TransferSubscriptionsRequest: [{ subscriptionIds: [1], sendInitialValues: true }],
  RepublishRequest: [{ subscriptionId: 1, retransmitSequenceNumber: 1 }],
  PublishRequest: [{ subscriptionAcknowledgements: [{ subscriptionId: 1, sequenceNumber: 1 }] }],
  CreateMonitoredItemsRequest: [undefined, ...filters].map((filter) => ({
    subscriptionId: 1,
    timestampsToReturn: 2,
    itemsToCreate: [
      {
        itemToMonitor: { nodeId: node, attributeId: filter === filters[1] ? 12 : 13 },
        monitoringMode: 2,
        requestedParameters: { clientHandle: 1, samplingInterval: 100, queueSize: 5, filter },
      },
    ],
  })),
  ModifyMonitoredItemsRequest: [
    { subscriptionId: 1, itemsToModify: [{ monitoredItemId: 1, requestedParameters: { samplingInterval: 10, queueSize: 1 } }] },
  ],
  SetMonitoringModeRequest: [{ subscriptionId: 1, monitoringMode: 1, monitoredItemIds: [1] }],
  SetTriggeringRequest: [{ subscriptionId: 1, triggeringItemId: 1, linksToAdd: [1], linksToRemove: [2] }],
  DeleteMonitoredItemsRequest: [{ subscriptionId: 1, monitoredItemIds: [1] }],
  HistoryReadRequest: [
    { historyReadDetails: new opcua.ReadRawModifiedDetails({ numValuesPerNode: 5 }), nodesToRead: [{ nodeId: node }] },
  ],
  QueryFirstRequest: [{ nodeTypes: [{ typeDefinitionNode: "i=58" }] }],
  GetEndpointsRequest: [{ endpointUrl: "opc.tcp://a", profileUris: ["x"] }],
  FindServersRequest: [{ endpointUrl: "opc.tcp://a", serverUris: ["x"] }],
  ActivateSessionRequest: [
    { userIdentityToken: new opcua.AnonymousIdentityToken({ policyId: "anonymous" }) },
    { userIdentityToken: new opcua.UserNameIdentityToken({ policyId: "x", userName: "u", password: Buffer.from("p") }) },
  ],
  AddNodesRequest: [{ nodesToAdd: [{ parentNodeId: "i=85", requestedNewNodeId: "ns=1;s=x", browseName: "x", nodeClass: 2 }] }],
  DeleteNodesRequest: [{ nodesToDelete: [{ nodeId: "ns=1;s=x" }] }],
};

/** Requests of all services that a server handles: four bytes of typeId, and what follows the authentication token of the header. */
export function requestsOf(server: object): readonly Buffer[] {
  return namesOf(server).flatMap((name) => {
    const one = (opcua as unknown as Record<string, RequestClass | undefined>)[name];
    const number = one?.schema.encodingDefaultBinary?.value;
    if (!one || typeof number !== "number") return [];
    return [{}, ...(FIELDS[name] ?? [])].map((fields) => {
      const stream = new opcua.BinaryStream(Buffer.alloc(20_000));
      new one(fields).encode(stream);
      // A null token of two bytes is where the session's own is put.
      return Buffer.concat([Buffer.from([1, 0, number & 255, number >> 8]), stream.buffer.subarray(2, stream.length)]);
    });
  });
}

function namesOf(server: object): string[] {
  const names = new Set<string>();
  for (let level: object | null = server; level; level = Object.getPrototypeOf(level) as object | null) {
    for (const name of Object.getOwnPropertyNames(level)) if (/^_on_\w+Request$/.test(name)) names.add(name.slice(4));
  }
  return [...names].sort();
}
