"use strict";
// Nothing to build: node-opcua is a dependency of this package.
module.exports = { tools: [], artifacts: [], build() {} };
