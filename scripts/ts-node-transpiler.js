"use strict";
// A transpiler for ts-node that keeps what it made: a suite run starts some ten processes and threads, each of which would transpile
// the same files anew. Kept by content, compiler and options, below node_modules/.cache; delete it at any time.
const { createHash } = require("crypto");
const fs = require("fs");
const path = require("path");

const folder = path.join(__dirname, "..", "node_modules", ".cache", "reverse-hello-ts");

exports.create = ({ service }) => {
  const { version } = require("typescript/package.json");
  const { paths: _paths, ...options } = service.config.options;
  const salt = version + JSON.stringify(options);
  fs.mkdirSync(folder, { recursive: true });

  return {
    transpile(input, { fileName }) {
      const key = createHash("sha256").update(salt).update(fileName).update(input).digest("hex");
      const file = path.join(folder, `${key}.json`);
      try {
        return JSON.parse(fs.readFileSync(file, "utf8"));
      } catch {
        const result = transpile(input, fileName, options);
        const unfinished = `${file}.${process.pid}.${Math.random()}`;
        fs.writeFileSync(unfinished, JSON.stringify(result));
        fs.renameSync(unfinished, file);
        return result;
      }
    },
  };
};

function transpile(input, fileName, options) {
  const ts = require("typescript");
  const compilerOptions = {
    ...options,
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    sourceMap: true,
    declaration: false,
  };
  const { outputText, sourceMapText } = ts.transpileModule(input, { fileName, compilerOptions });
  return { outputText, sourceMapText };
}
