import { resolve } from "node:path";
import { Option, type Command } from "commander";
import { setErrorLogger, setWarningLogger } from "node-opcua";
import { defined } from "../../../objects";
import { TestPki } from "../../../../simulators/pki";
import { addressOf } from "../../../suite/attach";
import type { Role } from "../../../suite/catalogue";
import { DEFAULT_TIMING, onlyRoleOf, ROLES } from "../../../vocabulary";
import { allocatePort, launchSut, loadSut, startingTime, sutForRole, type SutDescription } from "../../../suite/sut";
import { duration } from "../../arguments";
import { UsageError, type CliIo, type ExitCode } from "../../io";
import { pkiFolder } from "../../pki-folder";
import { Checkup } from "./checkup";
import { examineClient } from "./client";
import { examineLab } from "./lab";
import { examineServer } from "./server";

interface DoctorOptions {
  readonly role?: Role;
  readonly url?: string;
  readonly serverUri?: string;
  readonly endpointUrl?: string;
  readonly patience?: number;
  readonly lab?: boolean;
}

const EXAMPLES = `
Examples:
  reverse-hello doctor --role server --url opc.tcp://192.168.0.10:48060     listens there and waits for the server to dial
  reverse-hello doctor --role client --url opc.tcp://192.168.0.20:48060     dials the client and sends a ReverseHello
  reverse-hello doctor my-server.yaml                                        starts what the file describes, or attaches to it
  reverse-hello doctor --lab                                                 whether this machine can build the network lab
`;

/** `reverse-hello doctor`: for the first hour, when nothing arrives. */
export function register(program: Command, io: CliIo, finish: (code: ExitCode) => void): void {
  program
    .command("doctor")
    .description("Find out why no reverse connection is made, step by step, with advice")
    .argument("[sut]", "description (sut.yaml) of the server or client")
    .addOption(new Option("--role <role>", "what is examined").choices(ROLES))
    .option("--url <url>", "where the server dials, or where the client listens (opc.tcp://HOST:PORT)")
    .option("--server-uri <uri>", "server: what its ReverseHello must say; client: the server that it waits for")
    .option("--endpoint-url <url>", "the same for the EndpointUrl")
    .option(
      "--patience <duration>",
      "how long to wait for the first sign of life (default: from the timing in sut.yaml, or 30s)",
      duration,
    )
    .option("--lab", "only check whether this machine can build the network lab of test --network lab (docs/lab.md)")
    .addHelpText("after", EXAMPLES)
    .action(async (file: string | undefined, options: DoctorOptions) => finish(await doctor(file, options, io)));
}

async function doctor(file: string | undefined, options: DoctorOptions, io: CliIo): Promise<ExitCode> {
  if (options.lab) {
    const checkup = new Checkup(io);
    await examineLab(io, checkup);
    return checkup.end();
  }
  const sut = file === undefined ? undefined : await loadSut(resolve(io.cwd, file));
  const role = roleOf(sut, options);
  const patient = sut && sutForRole(sut, role);
  const url = options.url ?? urlOf(patient, role) ?? (await ownUrl(patient, role));
  if (!/^(opc\.tcp|rcp\+opc\.tcp):\/\/./.test(url)) throw new UsageError(`--url ${url} is not of the form opc.tcp://HOST:PORT`);
  if (!/^[a-z+.]+:\/\/(\[[^\]]*\]|[^/:]*)(:\d+)?(\/\S*)?$/.test(url))
    throw new UsageError(`--url ${url}: there is no port number after the host; expected opc.tcp://HOST:PORT`);
  addressOf(url);
  // What the library complains of is said here in other words.
  for (const set of [setErrorLogger, setWarningLogger]) set(() => undefined);
  const pki = await TestPki.open({ folder: await pkiFolder(io) });
  const checkup = new Checkup(io);
  const common = { url, pki, signal: io.signal, ...starter(patient, role, options, io) };
  const uri = options.serverUri ?? patient?.identity.applicationUri;
  const endpointUrl = options.endpointUrl ?? patient?.identity.endpointUrl;
  const patience = patienceOf(options, patient, role);
  if (role === "server") {
    const expected = defined({ serverUri: uri, endpointUrl });
    await examineServer({ ...common, expected, patience, redial: (patient?.timing ?? DEFAULT_TIMING).redial }, checkup);
  } else {
    const identity = { serverUri: uri ?? DEFAULT_URI, endpointUrl: endpointUrl ?? DEFAULT_URL };
    await examineClient({ ...common, ...identity, patience }, checkup);
  }
  return checkup.end();
}

/** What our server says that it is when nobody said what the client waits for. */
const DEFAULT_URI = "urn:reverse-hello:doctor";
const DEFAULT_URL = "opc.tcp://localhost:4840/doctor";

function roleOf(sut: SutDescription | undefined, { role }: DoctorOptions): Role {
  const of = sut && onlyRoleOf(sut.role);
  if (role && of && role !== of) throw new UsageError(`--role ${role}, but ${sut?.file} describes a ${of}`);
  const chosen = role ?? of;
  if (!chosen) throw new UsageError("say what to examine: --role server or --role client");
  return chosen;
}

function urlOf(sut: SutDescription | undefined, role: Role): string | undefined {
  return role === "server" ? sut?.attach.server?.clientUrls[0] : sut?.attach.client?.listenUrls[0];
}

async function ownUrl(sut: SutDescription | undefined, role: Role): Promise<string> {
  if (sut?.start[role]) return `opc.tcp://127.0.0.1:${await allocatePort()}`;
  throw new UsageError(
    `give --url: ${role === "server" ? "where the server dials" : "where the client listens"}, opc.tcp://HOST:PORT`,
  );
}

/** For a server that starts, or is in a suspension, or for a client that holds the connection first. */
function patienceOf({ patience }: DoctorOptions, sut: SutDescription | undefined, role: Role): number {
  if (patience !== undefined) return patience;
  if (!sut) return 30_000;
  const { redial, suspension, holdTime, tolerance } = sut.timing;
  if (role === "client") return holdTime + tolerance + 1_000;
  return redial + tolerance + 1_000 + (sut.start.server ? startingTime(sut.start.server, 1) : suspension);
}

function starter(sut: SutDescription | undefined, role: Role, options: DoctorOptions, io: CliIo) {
  if (!sut?.start[role]) return {};
  const start = async (address: string) => {
    const identity = { serverUri: options.serverUri ?? DEFAULT_URI, endpointUrl: options.endpointUrl ?? DEFAULT_URL };
    const own = role === "server" ? { clientUrl: [address], port: await allocatePort() } : { ...identity, listenUrl: address };
    const groups = sut.start[role]?.options ?? {};
    const filter =
      role === "client" ? ["filter-server-uri", "filter-endpoint-url", "accept-any"].find((name) => name in groups) : undefined;
    const running = await launchSut(sut, { values: own, role, options: filter ? [filter] : [], env: io.env, signal: io.signal });
    return async () => {
      await running.stop();
    };
  };
  return { start };
}
