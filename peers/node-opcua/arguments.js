"use strict";
// Command line shared by the two programs of this folder; the same contract holds for every peer (peers/README.md).
const { createHash } = require("node:crypto");
const { existsSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { parseArgs } = require("node:util");
const { MessageSecurityMode, SecurityPolicy } = require("node-opcua");

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

/** Values of the options named in `spec`, as `node:util` parses them; ends the program with code 2 when they are wrong. */
function readArguments(spec) {
  try {
    return parseArgs({ options: spec, strict: true, allowPositionals: false }).values;
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

/** Calls `stop` once, at SIGTERM or SIGINT, then ends the program with code 0. */
function stopAtSignal(stop) {
  let stopping = false;
  const onSignal = () => {
    if (stopping) return;
    stopping = true;
    stop().then(
      () => process.exit(0),
      (error) => fail(`stop: ${error.message}`),
    );
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
}

const say = (line) => process.stdout.write(`${line}\n`);

module.exports = { defaultPki, fail, ownCertificate, parseSecurity, readArguments, say, stopAtSignal };
