import { createRequire } from "node:module";
import { join } from "node:path";
import { packageRoot, RUNS_FROM_SOURCE } from "../../files";

/** Node options with which a child process runs this package's code in the same form: TypeScript source or `dist/`. */
export function nodeOptions(): string[] {
  return RUNS_FROM_SOURCE ? ["-r", createRequire(__filename).resolve("ts-node/register/transpile-only")] : [];
}

/** Environment that such a child needs besides its own: ts-node looks for the project from the working folder otherwise. */
export function nodeEnvironment(): Record<string, string> {
  return RUNS_FROM_SOURCE ? { TS_NODE_PROJECT: join(packageRoot(), "tsconfig.json") } : {};
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
