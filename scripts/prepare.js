"use strict";
// `npm ci` leaves a built command behind: compile, and link the package's own command so that `npx reverse-hello` finds it.
const fs = require("fs");
const path = require("path");
const { execFileSync } = require("child_process");

const root = path.join(__dirname, "..");
const tsc = path.join(root, "node_modules", "typescript", "bin", "tsc");
if (!fs.existsSync(tsc)) process.exit(0); // installed without development dependencies: the published files are built already
fs.rmSync(path.join(root, "dist"), { recursive: true, force: true });
execFileSync(process.execPath, [tsc, "-p", path.join(root, "tsconfig.build.json")], { stdio: "inherit", cwd: root });
declare(path.join(root, "dist"));

const link = path.join(root, "node_modules", ".bin", "reverse-hello");
fs.rmSync(link, { force: true });
// Windows makes links for administrators only, and has no use for this one: `npm run reverse-hello` goes without it.
if (process.platform !== "win32") fs.symlinkSync(path.join("..", "..", "bin", "reverse-hello.js"), link);

/** Declarations that import types of a package that is an ES module say so: without that, `module: node16` refuses them. */
function declare(folder) {
  for (const name of fs.readdirSync(folder, { recursive: true })) {
    if (!name.endsWith(".d.ts")) continue;
    const file = path.join(folder, name);
    const text = fs.readFileSync(file, "utf8");
    const said = text.replace(/^import (?:type )?(\{[^}]*\}) from "([^".][^"]*)";$/gm, (whole, names, from) =>
      isModule(from)
        ? `import type ${names.replaceAll(/\btype /g, "")} from "${from}" with { "resolution-mode": "import" };`
        : whole,
    );
    if (said !== text) fs.writeFileSync(file, said);
  }
}

function isModule(name) {
  const file = path.join(root, "node_modules", name, "package.json");
  return fs.existsSync(file) && JSON.parse(fs.readFileSync(file, "utf8")).type === "module";
}
