import type { Message } from "../../protocol";

/** What one direction said. */
export type Said =
  | {
      readonly kind: "message";
      readonly t: number;
      readonly message: Message;
      readonly incomplete: boolean;
      /** Position behind its last byte in the stream, in bytes. */
      readonly end: number;
    }
  | {
      readonly kind: "foreign";
      readonly t: number;
      readonly bytes: number;
      readonly preview: string;
      /** Position in the stream, and why they are no message. */
      readonly offset: number;
      readonly error: string;
    }
  | { readonly kind: "lost"; readonly t: number; readonly bytes: number }
  | { readonly kind: "partial"; readonly t: number; readonly bytes: number; readonly type: string };
