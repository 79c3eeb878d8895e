import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import nodeModule, { type ResolveHookContext } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { cacheFolder, isForgotten } from "./cache-folder";
import { packageRoot } from "./package-root";

/** By conditions and importer, what each name stood for: the URL of a file and its format, if it was told. */
type Places = Record<string, Record<string, [url: string, format?: string]>>;

interface Kept {
  /** What the folders of our dependencies looked like. */
  readonly stamp: string;
  readonly places: Places;
}

/** Node before 22.15 has no such hooks. */
type OlderModule = Partial<Pick<typeof nodeModule, "registerHooks">>;

/**
 * Keeps between runs where Node found the modules of our dependencies: node-opcua and what it needs are 1,300 files, and looking for them
 * is half of the time that loading them takes. Only what a file below one of our `node_modules` folders names, and only until the
 * next installation there. For the thread that calls it. Throws what `cacheFolder` throws.
 */
export function keepPlaces(env: Readonly<Record<string, string | undefined>>): void {
  const { registerHooks } = nodeModule as OlderModule;
  if (!registerHooks) return;
  const roots = nodeModulesFolders();
  const urls = roots.map((root) => `${pathToFileURL(root).href}/`);
  const isOurs = (url: string | undefined) => url !== undefined && urls.some((root) => url.startsWith(root));
  const name = createHash("sha256")
    .update([process.version, ...roots].join("\n"))
    .digest("hex")
    .slice(0, 16);
  const file = join(cacheFolder(env, "module-places"), `${name}.json`);
  const stamp = stampOf(roots);
  const { places } = read(file, stamp);
  let isNew = false;
  registerHooks({
    resolve(name, context, next) {
      if (!isOurs(context.parentURL) || Object.keys(context.importAttributes ?? {}).length > 0) return next(name, context);
      const known = (places[keyOf(context)] ??= {});
      const place = known[name];
      // A file that is gone was somebody's by hand: Node finds out what is true now.
      if (place && existsSync(fileURLToPath(place[0]))) return { url: place[0], format: place[1], shortCircuit: true };
      const found = next(name, context);
      if (isOurs(found.url)) {
        known[name] = found.format ? [found.url, found.format] : [found.url];
        isNew = true;
      }
      return found;
    },
  });
  process.once("exit", () => {
    if (isNew) write(file, { stamp, places: merged(read(file, stamp).places, places) });
  });
}

function keyOf({ conditions, parentURL }: ResolveHookContext): string {
  return `${conditions.join()} ${parentURL}`;
}

/** Where Node looks for the dependencies of this package: its own folder, and those above it where it is installed. Without links, as its URLs are. */
function nodeModulesFolders(): string[] {
  const found: string[] = [];
  for (let folder = packageRoot(); ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules");
    if (existsSync(candidate)) found.push(realpathSync(candidate));
    if (folder === dirname(folder)) return found;
  }
}

/** Every installation changes one of these: the folder itself, or what npm, pnpm and Yarn note in it. */
function stampOf(roots: readonly string[]): string {
  const notes = roots.flatMap((root) =>
    ["", ".package-lock.json", ".modules.yaml", ".yarn-state.yml"].map((name) => join(root, name)),
  );
  return notes.map((path) => statSync(path, { throwIfNoEntry: false })?.ctimeMs ?? "").join();
}

function read(file: string, stamp: string): Kept {
  try {
    const kept = JSON.parse(readFileSync(file, "utf8")) as Kept;
    if (kept.stamp === stamp) return kept;
  } catch {
    // None yet, or it was cut short: it is written again.
  }
  return { stamp, places: {} };
}

/** In one piece: another process may be reading it. What an installation has not written for long goes; one that is still there writes again. */
function write(file: string, kept: Kept): void {
  const unfinished = `${file}.${process.pid}`;
  try {
    const others = readdirSync(dirname(file)).map((name) => join(dirname(file), name));
    for (const other of others) if (isForgotten(other)) rmSync(other, { force: true });
    writeFileSync(unfinished, JSON.stringify(kept));
    renameSync(unfinished, file);
  } catch {
    // A full disk: slower, and nothing more.
  }
}

/** Processes that end together have each seen a part. */
function merged(one: Places, other: Places): Places {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries([...keys].map((key) => [key, { ...one[key], ...other[key] }]));
}
