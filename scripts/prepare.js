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

const link = path.join(root, "node_modules", ".bin", "reverse-hello");
fs.rmSync(link, { force: true });
fs.symlinkSync(path.join("..", "..", "bin", "reverse-hello.js"), link);
