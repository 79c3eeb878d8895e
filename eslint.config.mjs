import js from "@eslint/js";
import tseslint from "typescript-eslint";

// Arrows point one way: cli -> suite -> {simulators, proxy} -> trace -> protocol; steps -> harness; report reads traces and verdicts.
const forbid = (...groups) => ({
  "no-restricted-imports": ["error", { patterns: groups.map(([group, message]) => ({ group, message })) }],
});

export default tseslint.config(
  { ignores: [".tools/", "dist/", "node_modules/", "REPORT/", "coverage/", "peers/*/target/", "peers/*/.venv/"] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/restrict-template-expressions": "off",
      "@typescript-eslint/require-await": "off",
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      "no-console": "error",
    },
  },
  {
    files: ["src/protocol/**"],
    rules: forbid(
      [["node-opcua*", "node:net", "node:fs*", "node:child_process"], "protocol/ does no I/O and is independent of node-opcua"],
      [
        ["**/trace/**", "**/proxy/**", "**/suite/**", "**/cli/**", "**/report/**", "**/simulators/**"],
        "protocol/ is the lowest layer",
      ],
    ),
  },
  {
    files: ["src/trace/**"],
    rules: forbid([
      ["**/proxy/**", "**/suite/**", "**/cli/**", "**/report/**", "**/simulators/**"],
      "trace/ stands on protocol/ only",
    ]),
  },
  {
    files: ["src/proxy/**"],
    rules: forbid([
      ["node-opcua*", "**/suite/**", "**/cli/**", "**/report/**", "**/simulators/**"],
      "proxy/ stands on protocol/ and trace/ only",
    ]),
  },
  {
    files: ["simulators/**"],
    rules: forbid([["**/suite/**", "**/src/cli/**", "**/report/**", "**/steps/**"], "simulators/ must not know the suite"]),
  },
  {
    files: ["src/report/**"],
    rules: forbid([["**/proxy/**", "**/src/cli/**", "**/simulators/**", "node-opcua*"], "report/ reads traces and verdicts only"]),
  },
  {
    files: ["src/suite/**"],
    rules: forbid([["**/src/cli/**", "**/cli/**", "**/steps/**"], "suite/ must not know the command line"]),
  },
  {
    files: ["test/**", "bench/**", "scripts/**"],
    rules: {
      "@typescript-eslint/no-floating-promises": [
        "error",
        { allowForKnownSafeCalls: [{ from: "package", name: ["test", "describe", "it", "suite"], package: "node:test" }] },
      ],
      "no-console": "off",
    },
  },
  {
    files: ["**/*.mjs", "**/*.cjs", "**/*.js"],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      parserOptions: { project: null },
      globals: {
        process: "readonly",
        console: "readonly",
        require: "readonly",
        module: "writable",
        exports: "writable",
        __dirname: "readonly",
        __filename: "readonly",
      },
    },
    rules: { "@typescript-eslint/no-require-imports": "off", "no-console": "off" },
  },
);
