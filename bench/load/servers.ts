import { copyFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LogLevel, setLogLevel } from "node-opcua";
import { ReverseConnectServer } from "../../simulators/server";
import { ownUsage } from "../machine";

/** Child process of the benchmark: COUNT servers that dial URL. Tells its parent when all have started, and its usage on request. */
const [count = "500", url = "", interval = "1000"] = process.argv.slice(2);
const pki = mkdtempSync(join(tmpdir(), "reverse-hello-load-"));
const servers: ReverseConnectServer[] = [];

async function start(index: number): Promise<void> {
  const server = new ReverseConnectServer({
    port: 0,
    host: "127.0.0.1",
    hostname: "127.0.0.1",
    applicationUri: `urn:reverse-hello:load:${index}`,
    pki,
    reverseConnect: { clients: [{ endpointUrl: url }], redial: Number(interval) },
  });
  await server.start();
  servers.push(server);
}

/** One certificate for all: 500 of them would measure RSA. */
function shareCertificate(): void {
  const folder = join(pki, "own", "certs");
  const [made] = readdirSync(folder).filter((name) => name.endsWith(".pem"));
  if (made) copyFileSync(join(folder, made), join(folder, "certificate.pem"));
}

async function main(): Promise<void> {
  setLogLevel(LogLevel.Emergency);
  for (let index = 0; index < Number(count); index += 1) {
    await start(index);
    if (index === 0) shareCertificate();
  }
  process.send?.({ started: servers.length });
}

process.on("message", (message) => {
  if (message === "usage") process.send?.({ usage: ownUsage() });
  if (message === "stop") {
    rmSync(pki, { recursive: true, force: true });
    process.exit(0);
  }
});
process.on("disconnect", () => process.exit(0));
void main();
