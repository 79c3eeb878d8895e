import assert from "node:assert/strict";
import { test } from "node:test";
import type { CapturedConnection } from "../../src/capture/reader";
import { dialFigures, judgeSuspension, type Dialing } from "../../src/judge/dials";

const connection = {} as CapturedConnection;
const error = { name: "BadTcpMessageTypeInvalid", t: 100 };
const DIALING: readonly Dialing[] = [
  {
    name: "a to b",
    dials: [
      { t: 90, packet: 1, until: 110, connection, error },
      { t: 200, packet: 9 },
    ],
  },
];
const STATED = { suspension: 60_000 };

test("a pause across a clock that was set back is not known, and accuses nobody", () => {
  const finding = (clockJumps: readonly number[]) =>
    judgeSuspension(DIALING, STATED, { clockJumps }).get(connection)?.finding?.actual;
  assert.equal(finding([]), "a dial 100 ms after it");
  assert.equal(finding([150]), undefined);
  assert.equal(finding([300]), "a dial 100 ms after it");
  const figures = (clockJumps: readonly number[]) => dialFigures(DIALING, { length: 5000, clockJumps }, {});
  assert.match(figures([]).join(), /dials again after BadTcpMessageTypeInvalid after 100 ms/);
  assert.deepEqual(figures([150]), []);
});
