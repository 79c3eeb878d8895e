import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { TestPki, toPem } from "../../../simulators/pki";
import { expected, texts } from "../arguments";
import { CannotRunError, EXIT, UsageError, type CliIo, type ExitCode } from "../io";
import { pkiFolder } from "../pki-folder";
import { makeFolder } from "../../files";
import { defined } from "../../objects";

interface ExportOptions {
  readonly issue?: string;
  readonly host?: readonly string[];
}

/** ApplicationUri of the client that the suite plays against servers. */
const TEST_CLIENT_URI = "urn:reverse-hello:test-client";

const LAYOUT = `
Written to DIR:
  authority.pem, authority.der    the authority that issued every certificate of the suite
  authority.crl                   its revocation list (DER), which is empty
  test-client.pem, test-client.der    certificate of the client that the suite plays
  trusted/, issuers/, rejected/, own/ the same as a certificate store (node-opcua, UA-.NETStandard and others)
With --issue, own/ holds a certificate and key for the implementation under test, issued by the same authority.
The authority itself lives in REVERSE_HELLO_PKI (by default a folder of the user); its keys are made on first use.
`;

/** `reverse-hello pki export DIR`. */
export function register(program: Command, io: CliIo, finish: (code: ExitCode) => void): void {
  const group = program.command("pki").description("Certificates of the suite: what an implementation under test must trust");
  group
    .command("export")
    .description("Write the suite's authority and certificates, to be trusted by the implementation under test")
    .argument("<dir>", "folder to write to; made if it does not exist")
    .option("--issue <application-uri>", "also issue a certificate and key for the implementation under test", applicationUri)
    .option(
      "--host <name>",
      "host name or IP address in the issued certificate; repeatable (default: localhost, 127.0.0.1, ::1)",
      texts,
    )
    .addHelpText("after", LAYOUT)
    .action(async (dir: string, options: ExportOptions) => finish(await exportPki(resolve(io.cwd, dir), options, io)));
}

async function exportPki(dir: string, options: ExportOptions, io: CliIo): Promise<ExitCode> {
  if (options.host && options.issue === undefined)
    throw new UsageError("--host goes with --issue: it names hosts of the issued certificate");
  const pki = await open(await pkiFolder(io));
  const client = await pki.certificate({ applicationUri: TEST_CLIENT_URI });
  const own = options.issue && (await pki.certificate({ applicationUri: options.issue, ...defined({ hosts: options.host }) }));
  const { certificate, revocationList } = pki.authority;
  try {
    await makeFolder(dir);
    await pki.store(dir, { trusted: [client], ...(own ? { own } : {}) });
    await writeFile(join(dir, "authority.pem"), toPem(certificate, "CERTIFICATE"));
    await writeFile(join(dir, "authority.der"), certificate);
    await writeFile(join(dir, "authority.crl"), revocationList);
    await writeFile(join(dir, "test-client.pem"), toPem(client.certificate, "CERTIFICATE"));
    await writeFile(join(dir, "test-client.der"), client.certificate);
  } catch (error) {
    throw new CannotRunError(`cannot write to ${dir}: ${(error as Error).message}; choose a folder that can be written`);
  }
  io.out(`wrote ${dir}: let the implementation under test trust authority.der (and authority.crl), or test-client.der alone`);
  if (own) io.out(`own/certs/certificate.der and own/private/private_key.pem are for ${own.applicationUri}`);
  return EXIT.good;
}

async function open(folder: string): Promise<TestPki> {
  try {
    return await TestPki.open({ folder });
  } catch (error) {
    throw new CannotRunError(
      `cannot keep certificates in ${folder}: ${(error as Error).message}; set REVERSE_HELLO_PKI to a folder that can be written`,
    );
  }
}

function applicationUri(text: string): string {
  if (/^[a-z][a-z0-9+.-]*:./i.test(text)) return text;
  throw expected("an application URI such as urn:example:server");
}
