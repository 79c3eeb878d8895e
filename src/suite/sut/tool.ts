import { join } from "node:path";
import { packageRoot, RUNS_FROM_SOURCE } from "../../files";

/** Node options with which a child process runs this package's code in the same form: TypeScript source or `dist/`. */
export function nodeOptions(): string[] {
  return RUNS_FROM_SOURCE ? ["-r", join(packageRoot(), "scripts", "typescript.js")] : [];
}

/** Words that start this tool's own command line as a process: what `{tool}` stands for. */
export function toolCommand(node: string): string[] {
  const entry = RUNS_FROM_SOURCE ? join(packageRoot(), "src", "cli", "entry.ts") : join(packageRoot(), "bin", "reverse-hello.js");
  return [node, ...nodeOptions(), entry];
}

/** The file that holds `main(argv, io)` for `module:` of a SUT description. */
export function moduleFile(module: string): string {
  if (module !== "builtin:cli") return module;
  const root = packageRoot();
  return RUNS_FROM_SOURCE ? join(root, "src", "cli", "main.ts") : join(root, "dist", "src", "cli", "main.js");
}
