import { setFlagsFromString } from "node:v8";

/** In MB. Reading makes much that is forgotten at once; with the default of 16 the heap grows to twice what is held. */
const YOUNG = 4;
/** In per cent of what is held: with the default of some 300 what is forgotten stays for long, and buffers of the file with it. */
const GROWTH = 50;

/** For a command that reads files of any size; before its modules are loaded, as the heap grows with these already. */
export function keepHeapSmall(): void {
  setFlagsFromString(`--max-semi-space-size=${YOUNG}`);
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString(`--heap-growing-percent=${GROWTH}`);
}
