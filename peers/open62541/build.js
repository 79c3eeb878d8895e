"use strict";
const { existsSync } = require("node:fs");
const { dirname, join } = require("node:path");

const target = join(__dirname, "target");
const prefix = join(target, "prefix");
const PACKAGE = "open62541-sys";

/** Folder of the crate that carries the C sources; cargo fetches it when it is not there. */
function sources(read) {
  const metadata = JSON.parse(read("cargo", ["metadata", "--format-version", "1"]));
  return dirname(metadata.packages.find((one) => one.name === PACKAGE).manifest_path);
}

function library(name) {
  return join(prefix, "lib", `lib${name}.a`);
}

module.exports = {
  // Scenarios at once: some of the client wait for two minutes.
  parallel: { client: 10 },
  tools: ["cargo", "cmake", "cc", "python3"],
  artifacts: ["target/peer/server", "target/peer/client"],
  build(run, read) {
    const from = sources(read);
    const install = (folder, source, definitions) => {
      const build = join(target, folder);
      const all = ["CMAKE_BUILD_TYPE=Release", `CMAKE_INSTALL_PREFIX=${prefix}`, "CMAKE_INSTALL_LIBDIR=lib", ...definitions];
      run("cmake", ["-S", source, "-B", build, ...all.map((definition) => `-D${definition}`)]);
      return build;
    };
    if (!existsSync(library("mbedcrypto"))) {
      const off = ["ENABLE_PROGRAMS=OFF", "ENABLE_TESTING=OFF", "MBEDTLS_FATAL_WARNINGS=OFF"];
      run("cmake", ["--build", install("mbedtls", join(from, "mbedtls"), off), "--target", "install"]);
    }
    if (!existsSync(library("open62541"))) {
      const build = install("open62541", join(from, "open62541"), [
        "BUILD_SHARED_LIBS=OFF",
        "UA_ENABLE_ENCRYPTION=MBEDTLS",
        "UA_LOGLEVEL=300",
        `MBEDTLS_INCLUDE_DIRS=${join(prefix, "include")}`,
        ...["mbedtls", "mbedx509", "mbedcrypto"].map((name) => `${name.toUpperCase()}_LIBRARY=${library(name)}`),
      ]);
      run("cmake", ["--build", build, "--target", "install"]);
    }
    run("cmake", ["--build", install("peer", __dirname, [`CMAKE_PREFIX_PATH=${prefix}`])]);
  },
};
