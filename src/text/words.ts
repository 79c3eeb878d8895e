/** "1 scenario", "2 scenarios"; a noun with a plural of its own gives it: `plural(2, "entry", "entries")`. */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : many}`;
}
