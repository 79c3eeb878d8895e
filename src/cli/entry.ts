import { enableCompileCache } from "node:module";

/** Started as a script: the tool's own command line from source, without `bin/` and `dist/`. */
enableCompileCache();
// Loaded after the cache is on; a static import would come first.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { runProcess } = require("./process") as typeof import("./process");
void runProcess();
