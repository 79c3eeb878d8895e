/** Title of a scenario without its number. */
export function bareTitle(title: string): string {
  return title.replace(/^\[\d+\]\s*/, "");
}

/** "a, b, c and 4 more". */
export function someOf(items: readonly string[], most: number): string {
  return items.length <= most ? items.join(", ") : `${items.slice(0, most).join(", ")} and ${items.length - most} more`;
}

/** Of a share, 0 to 1. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** "1 scenario", "2 scenarios"; a noun with a plural of its own gives it: `plural(2, "entry", "entries")`. */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : many}`;
}
