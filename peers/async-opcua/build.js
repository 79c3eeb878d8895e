"use strict";
module.exports = {
  // Scenarios at once: some of the client wait for two minutes.
  parallel: { client: 10 },
  tools: ["cargo"],
  artifacts: ["target/release/server", "target/release/client"],
  build(run) {
    // One job: the crates are large, and a machine that runs the suite has other things to do.
    run("cargo", ["build", "--release", "--jobs", "1"]);
  },
};
