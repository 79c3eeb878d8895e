import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** True when this code runs from its TypeScript source (ts-node, in the repository), false when from `dist/`. */
export const RUNS_FROM_SOURCE = __filename.endsWith(".ts");

/** The folder of this package: the repository, or where it was installed. */
export function packageRoot(): string {
  let folder = __dirname;
  // `dist/` carries a package.json of its own that TypeScript copied there (main.ts imports it): go on above it.
  while (!existsSync(join(folder, "bin", "reverse-hello.js"))) {
    const above = dirname(folder);
    if (above === folder) throw new Error(`no reverse-hello package above ${__dirname}`);
    folder = above;
  }
  return folder;
}
