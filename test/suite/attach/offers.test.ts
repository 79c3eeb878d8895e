import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkOffer, NotApplicableError } from "../../../src/suite/attach";
import type { SutDescription, SutSecurity } from "../../../src/suite/sut";

function sutWith(security: Partial<SutSecurity>): SutDescription {
  return { name: "it", security: { policies: [], modes: [], users: [], ...security } } as unknown as SutDescription;
}

const ASKED = { securityPolicy: "Basic256Sha256", securityMode: "Sign" };

describe("what a description says of its security selects scenarios", () => {
  const refused: readonly [what: string, security: Partial<SutSecurity>, said: RegExp][] = [
    ["another policy", { policies: ["Aes256_Sha256_RsaPss"] }, /^it offers no Basic256Sha256 \(security\.policies\)$/],
    ["another mode", { policies: ["Basic256Sha256"], modes: ["SignAndEncrypt"] }, /^it offers no Sign \(security\.modes\)$/],
  ];
  for (const [what, security, said] of refused) {
    it(`${what}: not applicable`, () => {
      assert.throws(
        () => checkOffer(sutWith(security), ASKED),
        (error: unknown) => error instanceof NotApplicableError && said.test(error.message),
      );
    });
  }

  it("what is offered, or not stated, or not asked for, applies", () => {
    checkOffer(sutWith({ policies: ["Basic256Sha256"], modes: ["Sign"] }), ASKED);
    checkOffer(sutWith({}), ASKED);
    checkOffer(sutWith({ policies: ["Aes256_Sha256_RsaPss"], modes: ["SignAndEncrypt"] }), {});
  });
});
