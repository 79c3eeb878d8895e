import { badRequest } from "./errors";
import type { Random } from "./random";
import { LONGEST_DELAY } from "./toxics/alarm";
import type { ConnectRule } from "./types";

const MODES: readonly ConnectRule["mode"][] = ["refuse", "accept_fin", "accept_rst", "accept_hold", "dial_delay"];
const NUMBERS = { delay: 0, nth: 1, every: 1, count: 1 } as const;

/** Checks rules that came as JSON. */
export function readConnectRules(input: unknown): ConnectRule[] {
  if (input === null || input === undefined) return [];
  if (!Array.isArray(input)) throw badRequest("connect: expected a list of rules");
  return input.map((rule: unknown, index) => readRule(rule, `connect rule ${index + 1}`));
}

function readRule(input: unknown, where: string): ConnectRule {
  if (typeof input !== "object" || input === null) throw badRequest(`${where}: expected an object`);
  const rule = input as Record<string, unknown>;
  for (const key of Object.keys(rule)) {
    if (!["mode", "name", "probability", ...Object.keys(NUMBERS)].includes(key))
      throw badRequest(
        `${where}: unknown field ${JSON.stringify(key)}, known are mode, name, delay, nth, every, count, probability`,
      );
  }
  if (!MODES.includes(rule["mode"] as ConnectRule["mode"]))
    throw badRequest(`${where}: mode: expected one of ${MODES.join(", ")}, got ${JSON.stringify(rule["mode"])}`);
  for (const [key, least] of Object.entries(NUMBERS)) {
    const value = rule[key];
    if (value !== undefined && !(Number.isSafeInteger(value) && (value as number) >= least))
      throw badRequest(`${where}: ${key}: expected a whole number of at least ${least}, got ${JSON.stringify(value)}`);
  }
  if (Number(rule["delay"] ?? 0) > LONGEST_DELAY) throw badRequest(`${where}: delay: expected at most ${LONGEST_DELAY} ms`);
  const chance = rule["probability"];
  if (chance !== undefined && !(typeof chance === "number" && chance >= 0 && chance <= 1))
    throw badRequest(`${where}: probability: expected a number from 0 to 1, got ${JSON.stringify(chance)}`);
  const chosen = rule["nth"] !== undefined || rule["every"] !== undefined || rule["count"] !== undefined || chance !== undefined;
  if (rule["mode"] === "refuse" && chosen)
    throw badRequest(
      `${where}: refuse means that nobody listens, so it cannot be chosen per connection; use accept_rst or accept_fin with nth, every, count or probability`,
    );
  if (rule["count"] !== undefined && chance !== undefined)
    throw badRequest(`${where}: count and probability exclude each other: a rule counts positions, not what chance chose`);
  return { ...(rule as unknown as ConnectRule) };
}

/** The rule for the connection with this position since the rules were set, or undefined. `draw` is asked once per rule with a chance. */
export function chooseRule(rules: readonly ConnectRule[], position: number, draw: Random): ConnectRule | undefined {
  // Every chance is drawn, whether or not an earlier rule applies, so that one rule does not shift another's draws.
  const drawn = rules.map((rule) => rule.probability === undefined || draw() < rule.probability);
  return rules.find((rule, index) => {
    if (rule.nth !== undefined && rule.nth !== position) return false;
    if (rule.every !== undefined && position % rule.every !== 0) return false;
    if (rule.count !== undefined && position / (rule.every ?? 1) > rule.count) return false;
    return drawn[index];
  });
}
