import { extname, join } from "node:path";
import { packageRoot } from "../../files";

const SOURCE = join(__dirname, "..", "..");

/** TypeScript in the repository, compiled steps in an installed package: whichever this file itself is. */
export function stepFiles(): { require: string[]; requireModule: string[] } {
  const form = extname(__filename);
  const places = join(SOURCE, "files", `worker-places${form}`);
  if (form === ".ts") return { require: ["steps/**/*.ts"], requireModule: ["ts-node/register", places] };
  return { require: [join(SOURCE, "..", "steps", "**", "*.js")], requireModule: [places] };
}

/** Cucumber collects step definitions while their files load; a file that Node remembers from an earlier run would add none. */
export function forgetSteps(): void {
  const folders = [join(packageRoot(), "steps"), join(packageRoot(), "dist", "steps")];
  for (const file of Object.keys(require.cache)) {
    if (folders.some((folder) => file.startsWith(folder))) delete require.cache[file];
  }
}
