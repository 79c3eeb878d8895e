import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { awayIn, gapsIn, isAway } from "../../../src/suite/dialing/idle";
import { HandMade } from "../record";

describe("the time without a waiting connection", () => {
  const window = { from: 0, until: 100 };
  it("lies between those that wait, whatever their order, and after the last", () => {
    const [early, late, last] = [
      { from: 0, until: 40 },
      { from: 50, until: 90 },
      { from: 40, until: Infinity },
    ];
    assert.deepEqual(gapsIn(window, [late, early]), [10, 10]);
    assert.deepEqual(gapsIn(window, [early, last]), []);
    assert.deepEqual(gapsIn(window, []), [100]);
    assert.deepEqual(gapsIn(window, [{ from: 150, until: 160 }]), [100]);
  });
  it("is read in a trace: a server that ends what waits and comes back after its delay", () => {
    const record = new HandMade("server").dials().says("RHE").at(1000).closes().at(1200).dials(2).says("RHE", 2);
    record.at(2200).closes("fin", 2).at(2400).dials(3).says("RHE", 3);
    const away = awayIn({ from: 0, until: 2500 }, record.view.waits(), 2);
    assert.deepEqual(away, { share: 0.16, longest: 200, cycles: 2, watched: 2500 });
  });
  it("ends with the dial, not only with the ReverseHello on it, which must come", () => {
    const record = new HandMade("server").dials().says("RHE").at(1000).closes().at(1001).dials(2).at(1110).says("RHE", 2);
    assert.equal(awayIn({ from: 0, until: 2000 }, record.view.waits(), 1).longest, 1);
    const mute = new HandMade("server").dials().says("RHE").at(1000).closes().at(1001).dials(2);
    assert.equal(awayIn({ from: 0, until: 2000 }, mute.view.waits(), 1).longest, 1000);
  });
});

describe("a server that is away", () => {
  const away = { share: 0.16, longest: 200, cycles: 2, watched: 2500 };
  it("is told of with figures: a failure where it claims the facet, else our reading", () => {
    const actual = "none for up to 0.20 s, 16.0 % of 2.50 s, in which the server ended what waited by itself 2 times";
    assert.equal(isAway(away, 100, true)?.actual, actual);
    assert.deepEqual([isAway(away, 100, true)?.reading, isAway(away, 100, false)?.reading], [undefined, true]);
  });
  it("for no longer than a dial takes is not away", () => assert.equal(isAway({ ...away, longest: 99 }, 100, true), undefined));
});
