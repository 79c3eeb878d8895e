import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Folder of the package: where fixtures/, features/ and schemas/ are, in the repository and in an installed package alike.
 * (The build keeps a copy of package.json in dist/, so package.json is not the mark.)
 */
export function packageRoot(from: string = __dirname): string {
  const found = existsSync(join(from, "fixtures", "requirements.yaml"));
  if (found) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error("the package is incomplete: fixtures/requirements.yaml was not found; install it again");
  return packageRoot(parent);
}
