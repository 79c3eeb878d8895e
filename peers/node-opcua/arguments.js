"use strict";
/* global AbortController */
// Command line shared by the two programs of this folder; the same contract holds for every peer (peers/README.md).
const { createHash } = require("node:crypto");
const { existsSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { parseArgs } = require("node:util");
const { MessageSecurityMode, SecurityPolicy } = require("node-opcua");

/** Wrong usage: ends the program with code 2 and one sentence. */
class UsageError extends Error {}

function fail(message) {
  throw new UsageError(message);
}

/** Values of the options named in `spec`, as `node:util` parses them. Throws UsageError. */
function readArguments(spec, args) {
  try {
    return parseArgs({ args, options: spec, strict: true, allowPositionals: false }).values;
  } catch (error) {
    return fail(`wrong usage: ${error.message}`);
  }
}

/** "none", "Basic256Sha256" or "Basic256Sha256:Sign" (case does not matter; SignAndEncrypt unless named) as node-opcua's two values. */
function parseSecurity(text) {
  const [policyName, modeName] = text.toLowerCase().split(":");
  if (policyName === "none") return { securityPolicy: SecurityPolicy.None, securityMode: MessageSecurityMode.None };
  const policy = Object.keys(SecurityPolicy).find((name) => name.toLowerCase() === policyName);
  const securityMode = modeName === "sign" ? MessageSecurityMode.Sign : MessageSecurityMode.SignAndEncrypt;
  if (!policy) return fail(`--security: "${text}" is not known; give none or POLICY[:MODE], such as Basic256Sha256:SignAndEncrypt`);
  return { securityPolicy: SecurityPolicy[policy], securityMode };
}

/** The first of `names` that exists below `folder`, as a path; undefined when none does. */
function firstFile(folder, names) {
  return names.map((name) => join(folder, name)).find((path) => existsSync(path));
}

/**
 * Own certificate and key below `pki`, in node-opcua's layout or in the plain one. Both undefined: node-opcua makes them on
 * first use. It wants PEM on disk.
 */
function ownCertificate(pki) {
  const certificateFile = firstFile(pki, ["own/certs/certificate.pem", "own/cert.pem", "certificate.pem"]);
  const privateKeyFile = firstFile(pki, ["own/private/private_key.pem", "own/key.pem", "private_key.pem"]);
  return certificateFile && privateKeyFile ? { certificateFile, privateKeyFile } : {};
}

/** A folder for certificates that this program makes itself, one for each application URI since the URI is in the certificate. */
function defaultPki(uri) {
  return join(tmpdir(), "reverse-hello-peer-node-opcua", createHash("sha256").update(uri).digest("hex").slice(0, 16));
}

/** Resolves when the program is to end. */
function untilStopped({ signal }) {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", resolve, { once: true });
  });
}

/** Runs `main(args, io)` as a program of its own; `reverse-hello` runs the same function in a warm process, by `module:`. */
function runAsProgram(main) {
  const abort = new AbortController();
  for (const name of ["SIGTERM", "SIGINT"]) process.on(name, () => abort.abort());
  const io = {
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
    signal: abort.signal,
  };
  main(process.argv.slice(2), io).then(
    (code) => process.exit(code),
    (error) => {
      io.err(error.message);
      process.exit(error instanceof UsageError ? 2 : 1);
    },
  );
}

module.exports = { defaultPki, fail, ownCertificate, parseSecurity, readArguments, runAsProgram, untilStopped };
