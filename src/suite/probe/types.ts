import type { TestPki } from "../../../simulators/pki";
import type { Role } from "../../vocabulary";
import type { PortAllocator } from "../sut";

export interface ProbeOptions {
  readonly role: Role;
  readonly timeScale: number;
  readonly ports: PortAllocator;
  readonly pki: TestPki;
  /** Certificate store for the SUT, when it is started with security; it need not exist. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** No scenario can judge this product: it does not start, does not dial or does not listen. One sentence. */
export class HopelessSutError extends Error {
  readonly code = "HOPELESS_SUT";
  override readonly name = "HopelessSutError";
}
