/** One piece of the tool that takes bytes of strangers. */
export interface Target {
  readonly name: string;
  /** It reads whole files: with little heap, as the commands that do so. */
  readonly readsFiles?: true;
  /** Inputs to begin from, beside those of the corpus. */
  seeds(): readonly Buffer[];
  /** Makes it ready; `crashed` is told of what nobody caught. */
  open(): Promise<Opened>;
}

export interface Opened extends AsyncDisposable {
  /** Rejects or throws where the input did what no input may. */
  execute(input: Buffer): Promise<void> | void;
  /** After every thousand inputs, and at the end: a good peer is still served. */
  check?(): Promise<void>;
}
