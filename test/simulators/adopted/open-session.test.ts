import assert from "node:assert/strict";
import { test } from "node:test";
import { MessageSecurityMode, SecurityPolicy, UserTokenType } from "node-opcua";
import { AdoptedClient, UnservedError, type AdoptedUser } from "../../../simulators/adopted";

const USER = { userName: "op", password: "secret" };
const { Anonymous, UserName } = UserTokenType;
type Offered = { readonly mode: MessageSecurityMode; readonly policy: SecurityPolicy; readonly tokens: readonly UserTokenType[] };
const plain = (...tokens: UserTokenType[]): Offered => ({ mode: MessageSecurityMode.None, policy: SecurityPolicy.None, tokens });
const SECURED = { mode: MessageSecurityMode.Sign, policy: SecurityPolicy.Basic256Sha256, tokens: [Anonymous] };

/** How our client logs in at a server with these endpoints, over a channel without security. */
async function login(offered: readonly Offered[], user?: AdoptedUser): Promise<unknown> {
  let identity: unknown;
  const client = {
    securityMode: MessageSecurityMode.None,
    securityPolicy: SecurityPolicy.None,
    findEndpointForSecurity: (mode: MessageSecurityMode, policy: SecurityPolicy) => {
      const found = offered.find((each) => each.mode === mode && each.policy === policy);
      return found && { userIdentityTokens: found.tokens.map((tokenType) => ({ tokenType })) };
    },
    createSession: (asked: unknown) => Promise.resolve((identity = asked)),
  };
  const made: object = Object.assign(Object.create(AdoptedClient.prototype) as object, { client, within: 1000, user });
  await (made as AdoptedClient).openSession();
  return identity;
}

test("a session is anonymous where that is taken, and otherwise of the user that the description names", async () => {
  assert.deepEqual(await login([plain(UserName, Anonymous)], USER), { type: Anonymous });
  assert.deepEqual(await login([SECURED, plain(UserName)], USER), { type: UserName, ...USER });
});

test("what a server need not offer is told apart from what it does wrong", async () => {
  await assert.rejects(login([plain(UserName)]), (error) => error instanceof UnservedError && /names no user/.test(error.message));
  await assert.rejects(login([plain(UserTokenType.Certificate)], USER), /takes no anonymous session, nor one with a password/);
  await assert.rejects(login([SECURED, plain()], USER), /sessions with security only/);
  await assert.rejects(login([SECURED], USER), /sessions with security only: .*lacks: \[session-without-security\]/);
});

test("a server that takes nobody is left to the library, and judged", async () => {
  assert.deepEqual(await login([]), { type: Anonymous });
  assert.deepEqual(await login([plain()], USER), { type: Anonymous });
});
