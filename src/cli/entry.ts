import { keepCompiledCode } from "../files/compile-cache";

/** Started as a script: the tool's own command line from source, without `bin/` and `dist/`. */
const refused = keepCompiledCode(process.env);
if (refused !== undefined) process.stderr.write(`reverse-hello: ${refused}\n`);
// Loaded after the cache is on; a static import would come first.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { runProcess } = require("./process") as typeof import("./process");
void runProcess();
