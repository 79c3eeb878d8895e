import { MessageBuilder, RequestHeader, ServerSecureChannelLayer, StatusCodes, type Message } from "node-opcua";

/** Members of node-opcua's message builder that are not in its public type; the library is pinned to the version they were read in. */
interface BuilderInternals {
  readonly id: string;
  _decodeMessageBody: (this: BuilderInternals, body: Buffer) => boolean;
  _report_error(status: object, message: string): false;
  once(event: "invalid_message", listener: () => void): void;
  off(event: "invalid_message", listener: () => void): void;
}

interface LayerInternals {
  send_response: (this: ServerSecureChannelLayer, ...given: Parameters<ServerSecureChannelLayer["send_response"]>) => void;
}

const DONE = Symbol("undecodable requests are refused");

/**
 * A request whose fields cannot be decoded ends its connection with an Error message. node-opcua's servers drop it silently, and dump
 * what was decoded of it, which throws for some: a client would wait for an answer until its time limit. The message builder of a
 * channel cannot be reached, so its class is changed; a client's builders are left as they are.
 */
export function refuseUndecodable(): void {
  const builder = MessageBuilder.prototype as unknown as BuilderInternals & { [DONE]?: true };
  if (builder[DONE]) return;
  builder[DONE] = true;
  const decode = builder._decodeMessageBody;
  builder._decodeMessageBody = function (body) {
    if (!this.id.startsWith("server")) return decode.call(this, body);
    let invalid = false;
    const onInvalid = () => (invalid = true);
    this.once("invalid_message", onInvalid);
    try {
      const done = decode.call(this, body);
      if (!invalid) return done;
    } catch (error) {
      if (!invalid) throw error;
    } finally {
      this.off("invalid_message", onInvalid);
    }
    return this._report_error(StatusCodes.BadDecodingError, "the message cannot be decoded");
  };
  answerHeadless();
}

/**
 * What decodes and is no request has no request header. node-opcua refuses it on a timer, reads the header there, and throws where nobody
 * catches it: one OpenSecureChannel with a ServiceFault in it ended the process.
 */
function answerHeadless(): void {
  const layer = ServerSecureChannelLayer.prototype as unknown as LayerInternals;
  const send = layer.send_response;
  layer.send_response = function (kind, response, message, callback) {
    (message as { request: Partial<Message["request"]> }).request.requestHeader ??= new RequestHeader();
    send.call(this, kind, response, message, callback);
  };
}
