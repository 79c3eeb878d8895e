import {
  AttributeIds,
  CallMethodResult,
  StatusCodes,
  Variant,
  WriteValue,
  type ClientSession,
  type ISessionContext,
  type StatusCode,
  type UAMethod,
  type UAVariable,
  type WriteValueOptions,
} from "node-opcua";

/** What clients ask of a node that only the underlying server can do. */
export interface PassThrough {
  /** Undefined while the underlying server cannot be reached. */
  readonly session: () => ClientSession | undefined;
  /** A write was accepted: what is served now may be old. */
  readonly written: (id: string) => Promise<void>;
}

type WriteCallback = (error: Error | null, statusCode?: StatusCode) => void;

/**
 * Writes go to the underlying server, with their index range, and its answer is the answer. The library's setter would not do: it
 * is not told the index range.
 */
export function passWritesOn(node: UAVariable, id: string, { session, written }: PassThrough): void {
  const original = node.writeAttribute.bind(node) as (context: unknown, write: WriteValueOptions, callback: WriteCallback) => void;
  const writeAttribute = (context: ISessionContext | null, options: WriteValueOptions, callback: WriteCallback): void => {
    if (options.attributeId !== AttributeIds.Value) return original(context, options, callback);
    const upstream = session();
    if (context && !node.isWritable(context)) return callback(null, StatusCodes.BadNotWritable);
    if (context && !node.isUserWritable(context)) return callback(null, StatusCodes.BadUserAccessDenied);
    if (!upstream) return callback(null, StatusCodes.BadNoCommunication);
    void write(upstream, id, options)
      .then(async (statusCode) => {
        if (statusCode.isGood()) await written(id);
        return statusCode;
      })
      .then(
        (statusCode) => callback(null, statusCode),
        () => callback(null, StatusCodes.BadNoCommunication),
      );
  };
  Object.assign(node, { writeAttribute });
}

async function write(session: ClientSession, nodeId: string, options: WriteValueOptions): Promise<StatusCode> {
  const { attributeId, indexRange, value } = new WriteValue(options);
  // Timestamps that the library added are ours, and many servers refuse to take any.
  const plain = { value: value.value, statusCode: value.statusCode };
  const [result] = await session.write([{ nodeId, attributeId, indexRange, value: plain }]);
  return result ?? StatusCodes.BadUnexpectedError;
}

/** Calls go to the underlying server, and its result is the result. */
export function bindMethod(method: UAMethod, target: { objectId: string; methodId: string }, { session }: PassThrough): void {
  method.bindMethod((inputArguments, _context, callback) => {
    const upstream = session();
    if (!upstream) return callback(null, { statusCode: StatusCodes.BadNoCommunication });
    const request = { ...target, inputArguments: inputArguments.map((one) => new Variant(one)) };
    upstream.call(request).then(
      (result) => callback(null, resultOf(result)),
      () => callback(null, { statusCode: StatusCodes.BadNoCommunication }),
    );
  });
}

function resultOf({ statusCode, outputArguments, inputArgumentResults }: CallMethodResult) {
  return { statusCode, outputArguments: outputArguments ?? [], ...(inputArgumentResults && { inputArgumentResults }) };
}
