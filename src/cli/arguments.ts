import { InvalidArgumentError } from "commander";
import { DURATION_HINT, DurationError, parseDuration } from "../vocabulary";

/** What the value of an option has to be; commander says which option, and what was given. */
export function expected(what: string): InvalidArgumentError {
  return new InvalidArgumentError(`Expected ${what}.`);
}

/** A whole number of this range. */
export function whole(least = 1, most = Infinity): (value: string | number) => number {
  return (value) => {
    const number = /^\d+$/.test(String(value)) ? Number(value) : NaN;
    if (number >= least && number <= most) return number;
    throw expected(`a whole number from ${least} ${most === Infinity ? "on" : `to ${most}`}`);
  };
}

export const port = whole(0, 65_535);

export function positive(text: string): number {
  const value = Number(text);
  if (value > 0 && value < Infinity) return value;
  throw expected("a number over 0");
}

/** In ms. */
export function duration(value: string | number): number {
  try {
    return parseDuration(value);
  } catch (error) {
    throw error instanceof DurationError ? expected(DURATION_HINT) : error;
  }
}

/** For an option that may be given several times. */
export function repeatable<V, T>(read: (value: V) => T): (value: V, before?: readonly T[]) => T[] {
  return (value, before = []) => [...before, read(value)];
}

export const texts = repeatable((text: string) => text);

/** Part `index` of `of`, from 1: "2/4". */
export function shard(text: string): { readonly index: number; readonly of: number } {
  const [, index = NaN, of = NaN] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (index >= 1 && index <= of) return { index, of };
  throw expected("i/n with i from 1 to n, for example 1/3");
}

/** "reverseConnect" is "reverse-connect" on the command line and in files. */
export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
