// In the repository Cucumber runs the TypeScript directly: `npx cucumber-js` gives plain Cucumber, without verdicts;
// `reverse-hello test` and `npm test` go through src/suite/run, which takes the same features and steps.
const { join } = require("node:path");
const { tmpdir } = require("node:os");

module.exports = {
  default: {
    paths: ["features/**/*.feature"],
    requireModule: ["ts-node/register"],
    require: ["steps/**/*.ts"],
    parallel: 4,
    worldParameters: {
      suts: {
        server: join(__dirname, "fixtures/suts/reference-server.yaml"),
        client: join(__dirname, "fixtures/suts/reference-client.yaml"),
      },
      timeScale: 1,
      seed: "cucumber",
      pki: join(tmpdir(), "reverse-hello-pki"),
    },
  },
  // The fault proxy's own features, which no SUT is needed for: `npm run test:proxy`.
  proxy: {
    paths: ["test/proxy/features/*.feature"],
    requireModule: ["ts-node/register"],
    require: ["test/proxy/features/steps/*.ts"],
    worldParameters: { proxy: "embedded" },
    tags: "not @real",
  },
};
