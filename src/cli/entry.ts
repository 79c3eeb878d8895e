import { runProcess } from "./process";

/** Started as a script: the tool's own command line from source, without `bin/` and `dist/`. */
void runProcess();
