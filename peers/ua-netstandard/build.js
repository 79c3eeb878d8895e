"use strict";
const FOLDERS = ["Server", "Client"];

module.exports = {
  // Scenarios at once: some of the client wait for two minutes.
  parallel: { client: 10 },
  tools: ["dotnet"],
  artifacts: FOLDERS.map((folder) => `${folder}/bin/Release/net10.0/ua-netstandard-${folder.toLowerCase()}`),
  build(run) {
    for (const folder of FOLDERS) run("dotnet", ["build", "--configuration", "Release", folder]);
  },
};
