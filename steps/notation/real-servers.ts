import { defineParameterType } from "@cucumber/cucumber";
import type { CertificateKind } from "../../simulators/pki";
import type { Stage } from "../../src/suite/stage";

/** How a real server comes to the client under test. */
export interface RealServerManner {
  readonly kind: "dials" | "hides its URL" | "is an impostor" | "is exchanged" | "restarts";
  readonly certificate?: string;
}

const MANNERS: readonly (readonly [pattern: string, kind: RealServerManner["kind"]])[] = [
  ["a real server starts and dials the client", "dials"],
  ["a real server with a certificate that is ([a-z-]+) dials the client", "dials"],
  ["a real server dials the client, whose EndpointUrl is in no GetEndpoints response", "hides its URL"],
  ["a real server dials the client that only says that it is the wanted one", "is an impostor"],
  ["a real server is asked for its endpoints, and then one with a certificate that is ([a-z-]+) dials the client", "is exchanged"],
  ["the real server restarts with a certificate that is ([a-z-]+)", "restarts"],
];

defineParameterType({
  name: "realServer",
  regexp: new RegExp(MANNERS.map(([pattern]) => pattern.replace("(", "(?:")).join("|")),
  transformer: (text: string): RealServerManner => {
    for (const [pattern, kind] of MANNERS) {
      const [found, certificate] = new RegExp(`^${pattern}$`).exec(text) ?? [];
      if (found !== undefined) return { kind, ...(certificate === undefined ? {} : { certificate }) };
    }
    throw new Error(`no manner of a real server: ${text}`);
  },
  useForSnippets: false,
});

export async function startRealServer({ client, sessions }: Stage, manner: RealServerManner): Promise<void> {
  const certificate = manner.certificate as CertificateKind | undefined;
  switch (manner.kind) {
    case "hides its URL":
      return sessions.startWithHiddenUrl();
    case "is an impostor":
      return sessions.startImpostor();
    case "is exchanged":
      return sessions.exchangeAfterDiscovery(certificate ?? "good");
    case "restarts":
      return client.restartRealServer(certificate ? { certificate } : {});
    case "dials":
      await client.startRealServer(certificate ? { certificate } : {});
  }
}
