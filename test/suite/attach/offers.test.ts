import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkOffer, choiceOf, NotApplicableError, type SecurityChoice } from "../../../src/suite/attach";
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

describe("a scenario that is about no policy of its own takes one that the product offers", () => {
  const cases: readonly [what: string, security: Partial<SutSecurity>, taken: SecurityChoice][] = [
    ["nothing is stated", {}, { policy: "Basic256Sha256", mode: "SignAndEncrypt" }],
    [
      "the usual one is offered",
      { policies: ["Aes256_Sha256_RsaPss", "Basic256Sha256"], modes: ["Sign", "SignAndEncrypt"] },
      { policy: "Basic256Sha256", mode: "SignAndEncrypt" },
    ],
    [
      "another policy and only signatures",
      { policies: ["Aes128_Sha256_RsaOaep"], modes: ["Sign"] },
      { policy: "Aes128_Sha256_RsaOaep", mode: "Sign" },
    ],
  ];
  for (const [what, security, taken] of cases) {
    it(what, () => {
      const sut = sutWith(security);
      assert.deepEqual(choiceOf("offered", sut), taken);
      checkOffer(sut, { securityPolicy: taken.policy, securityMode: taken.mode });
    });
  }

  it("one that our side does not speak: not applicable", () => {
    const sut = sutWith({ policies: ["ECC_nistP256"], modes: ["Sign"] });
    const { policy, mode } = choiceOf("offered", sut);
    assert.throws(() => checkOffer(sut, { securityPolicy: policy, securityMode: mode }), NotApplicableError);
  });

  it("what a scenario names is what it asks for", () => {
    const named: SecurityChoice = { policy: "Basic256Sha256", mode: "Sign" };
    assert.deepEqual(choiceOf(named, sutWith({ policies: ["Aes128_Sha256_RsaOaep"] })), named);
  });
});
