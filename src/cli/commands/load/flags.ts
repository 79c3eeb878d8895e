/** What `load` was told. */
export interface LoadFlags {
  readonly profile: string;
  readonly report: string;
  readonly seed?: number;
  readonly shard?: { readonly index: number; readonly of: number };
}
