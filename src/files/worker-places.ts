import { isMainThread } from "node:worker_threads";
import { keepPlaces } from "./module-places";

/** Cucumber's workers load this first; the command's own thread has done it (see keepCompiledCode). */
try {
  if (!isMainThread) keepPlaces(process.env);
} catch {
  // No home folder, or none that is the user's alone: the command has said so.
}
