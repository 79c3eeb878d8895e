import type { ContainedListener } from "./types";

/**
 * Until it is disposed, an exception that a timer or callback of the library throws, after the service that set it was called, costs one
 * report and not the process. Any other exception ends the process as ever.
 */
export function outliveLibrary(contained: ContainedListener): Disposable {
  const caught = (error: unknown) => {
    if (isOfLibrary(error))
      return contained({
        from: "somebody",
        where: "what was sent (in a timer or callback of the library)",
        message: String(error),
      });
    stop();
    setImmediate(() => {
      throw error;
    });
  };
  const stop = () => void process.off("uncaughtException", caught);
  process.on("uncaughtException", caught);
  return { [Symbol.dispose]: stop };
}

/** Whether it was thrown there: the first place of its stack that is not Node's own. */
function isOfLibrary(error: unknown): boolean {
  const places = error instanceof Error ? (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line)) : [];
  const first = places.find((line) => !line.includes("node:"));
  return first !== undefined && /[\\/]node_modules[\\/](@[\w-]+[\\/])?node-opcua/.test(first);
}
