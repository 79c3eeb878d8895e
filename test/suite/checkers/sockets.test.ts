import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkSockets, openConnections, type SocketLimits } from "../../../src/suite/checkers";
import { HandMade } from "../record";

/** A server that gives up after 400 ms and dials each 100 ms has four connections, and two to spare. */
const limits = (until: number): SocketLimits => ({ until, grace: 100, lifetime: 400, interval: 100 });
const found = (record: HandMade, until: number) => checkSockets(record.view, limits(until)).map(({ actual }) => actual);

describe("connections without a channel of a server", () => {
  const dialing = (count: number) => {
    const record = new HandMade("server");
    for (let number = 1; number <= count; number += 1)
      record
        .at(number * 100)
        .dials(number)
        .says("RHE", number);
    return record;
  };
  it("that pile up, one at each tick, are told with number and slope", () => {
    assert.deepEqual(found(dialing(20), 2050), ["20 open after 1.9 s, 10.26 more each second, without limit"]);
  });
  it("that it gives up in time are as many as there may be", () => {
    const record = new HandMade("server");
    for (let number = 1; number <= 20; number += 1) {
      record
        .at(number * 100)
        .dials(number)
        .says("RHE", number);
      if (number > 4) record.closes("fin", number - 4);
    }
    assert.deepEqual(found(record, 2050), []);
    const { most, atEnd, perSecond } = openConnections([record.view], 2050);
    assert.deepEqual([most, atEnd, perSecond], [4, 4, 0]);
  });
  it("count no more once it has begun to give them up, nor before they are too many", () => {
    const many = dialing(20);
    many.at(2010).closes("fin", 3);
    assert.deepEqual(found(many, 2050), []);
    assert.deepEqual(found(dialing(20), 550), []);
  });
  it("that have a channel are in use", () => {
    const record = dialing(20);
    for (let number = 1; number <= 20; number += 1) record.at(2010).says("OPN", number);
    assert.deepEqual(found(record, 2050), []);
  });
  it("that were ended by a client are open until the server ends them too", () => {
    const told = dialing(20).at(2020);
    for (let number = 1; number <= 20; number += 1) told.isClosed(number);
    assert.equal(found(told, 2050).length, 1);
    const closed = dialing(20).at(2020);
    for (let number = 1; number <= 20; number += 1) closed.isClosed(number).closes("fin", number);
    assert.deepEqual(found(closed, 2050), []);
  });
});

describe("connections that their server has ended, at a client", () => {
  const ended = (count: number, closes: boolean) => {
    const record = new HandMade("client");
    for (let number = 1; number <= count; number += 1) {
      record
        .at(number * 100)
        .reaches(number)
        .hears("RHE", number)
        .isClosed(number);
      if (closes) record.closes("fin", number);
    }
    return record;
  };
  it("pile up, or do not", () => {
    assert.equal(found(ended(10, false), 2000).length, 1);
    assert.deepEqual(found(ended(10, true), 2000), []);
    assert.deepEqual(found(ended(4, false), 2000), [], "so few may be late");
  });
  it("are not late before their time", () => {
    assert.deepEqual(found(ended(10, false), 480), []);
  });
  it("do not count while their server keeps them", () => {
    const record = new HandMade("client");
    for (let number = 1; number <= 30; number += 1) record.at(number).reaches(number).hears("RHE", number);
    assert.deepEqual(found(record, 2000), []);
  });
});
