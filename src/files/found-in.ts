import { readdirSync } from "node:fs";
import { extname, join } from "node:path";

/**
 * What the modules of a folder (files, and folders with an index) export that `is` one of these, by the module's name. So one more file adds one
 * more, and no list has to be kept. Helpers may lie beside them: they export none.
 */
export function foundIn<T>(folder: string, is: (value: unknown, module: string) => value is T): T[] {
  return modulesIn(folder).flatMap((name) => {
    // CommonJS on purpose: what is found has to be there at once.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const exported = require(join(folder, name)) as Readonly<Record<string, unknown>>;
    return Object.values(exported).filter((value): value is T => is(value, name));
  });
}

function modulesIn(folder: string): string[] {
  const own = extname(__filename);
  const names = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return [entry.name];
    const isModule = entry.name.endsWith(own) && !entry.name.endsWith(".d.ts");
    return isModule && entry.name !== `index${own}` ? [entry.name.slice(0, -own.length)] : [];
  });
  return names.sort();
}
