"use strict";
// `node --require ./scripts/typescript.js FILE.ts`: runs TypeScript, types unchecked. What was transpiled is kept by content, compiler and options
// below node_modules/.cache (delete it at any time), so that the compiler itself, which takes 0.2 s to load, is loaded only for what is new: a run of
// the suite starts some ten processes and threads, and the unit tests some hundreds.
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");

const root = path.join(__dirname, "..");
const folder = path.join(root, "node_modules", ".cache", "reverse-hello-ts");
const salt = createHash("sha256")
  .update(fs.readFileSync(__filename))
  .update(fs.readFileSync(path.join(root, "tsconfig.json")))
  .update(JSON.parse(fs.readFileSync(require.resolve("typescript/package.json"), "utf8")).version)
  .digest();

Module._extensions[".ts"] = (module, file) => module._compile(transpiled(file), file);
// Stack traces, and coverage, in lines of the source.
Module.setSourceMapsSupport(true, { nodeModules: false });

function transpiled(file) {
  const input = fs.readFileSync(file, "utf8");
  const key = createHash("sha256").update(salt).update(file).update("\0").update(input).digest("hex");
  const kept = path.join(folder, `${key}.js`);
  try {
    return fs.readFileSync(kept, "utf8");
  } catch {
    const output = transpile(input, file);
    fs.mkdirSync(folder, { recursive: true });
    const unfinished = `${kept}.${process.pid}.${Math.random()}`;
    fs.writeFileSync(unfinished, output);
    fs.renameSync(unfinished, kept);
    return output;
  }
}

let options;
function transpile(input, fileName) {
  const ts = require("typescript");
  options ??= ts.convertCompilerOptionsFromJson(
    ts.readConfigFile(path.join(root, "tsconfig.json"), ts.sys.readFile).config.compilerOptions,
    root,
  ).options;
  const compilerOptions = {
    ...options,
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    inlineSourceMap: true,
    inlineSources: true,
    sourceMap: false,
    declaration: false,
    outDir: undefined,
    rootDir: undefined,
  };
  return ts.transpileModule(input, { fileName, compilerOptions }).outputText;
}
