/** Longest cycle that is looked for, in texts, and how often it comes at least before it is folded. */
const [LONGEST, FEWEST] = [12, 3];

/** What comes again and again with other figures, such as the dials of a retry loop, is told once: `… the same 40 times more`. */
export function foldRepeats(texts: readonly string[]): string[] {
  const signs = texts.map((text) => text.replaceAll(/\d+/g, "N"));
  const folded: string[] = [];
  for (let at = 0; at < texts.length;) {
    const [period, times] = cycleAt(signs, at);
    folded.push(...texts.slice(at, at + period));
    if (times > 1) folded.push(`… ${period === 1 ? "the same" : `the same ${period}`} ${times - 1} times more`);
    at += period * times;
  }
  return folded;
}

/** The shortest cycle that begins there and comes often enough; else the one text. */
function cycleAt(signs: readonly string[], at: number): [period: number, times: number] {
  for (let period = 1; period <= LONGEST; period += 1) {
    let times = 1;
    while (isSame(signs, at, at + period * times, period)) times += 1;
    if (times >= FEWEST) return [period, times];
  }
  return [1, 1];
}

function isSame(signs: readonly string[], one: number, other: number, length: number): boolean {
  if (other + length > signs.length) return false;
  for (let i = 0; i < length; i += 1) if (signs[one + i] !== signs[other + i]) return false;
  return true;
}

/** The first and the last where there are many, and how many were between. */
export function middleOut(texts: readonly string[], first: number, last: number): string[] {
  const left = texts.length - first - last;
  return left > 1 ? [...texts.slice(0, first), `… ${left} more …`, ...texts.slice(-last)] : [...texts];
}
