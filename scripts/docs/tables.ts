import { formatDuration } from "../../src/trace";
import { CAPABILITIES, claimOf, EXIT_CODES, FLEET_KINDS, TIMINGS, VERDICT_ROWS, type CapabilityName } from "../../src/vocabulary";

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

export function timingTable(): string {
  const heads = ["field", "role", "meaning", "when not stated", "UA-.NETStandard's name"];
  const rows = TIMINGS.map((row) => [
    `\`${row.name}\``,
    row.role,
    row.doc,
    row.claimed ? "–" : formatDuration(row.default),
    row.netstandard ?? "",
  ]);
  return table(heads, rows);
}

export function fleetKindTable(): string {
  const rows = FLEET_KINDS.map((row) => [`\`${row.name}\``, row.doc, "hostile" in row ? "hostile" : ""]);
  return table(["kind", "what it does", ""], rows);
}

const HOW: Readonly<Record<string, string>> = {
  arguments: "group in `start.options`",
  security: "group in `start.options`",
  name: "`capabilities`",
  usual: "every server whose `lacks` does not name it",
};

export function capabilityTable(): string {
  const rows = CAPABILITIES.flatMap((row) => {
    const how = howClaimed(row.name);
    if (how === undefined) return [];
    const example = "example" in row ? `: \`${row.example}\`` : "";
    return [[`\`${row.name}\``, row.role, how, `${row.doc}${example}`]];
  });
  return table(["name", "role", "claimed by", "what the scenario needs"], rows);
}

function howClaimed(name: CapabilityName): string | undefined {
  const claim = claimOf(name);
  return typeof claim === "object" ? `\`timing.${claim.timing}\`` : HOW[claim];
}

export function exitCodeTable(): string {
  return table(
    ["exit code", "meaning"],
    EXIT_CODES.map(({ code, doc }) => [String(code), doc]),
  );
}

export function verdictTable(): string {
  return table(
    ["verdict", "in tables", "meaning"],
    VERDICT_ROWS.map(({ name, word, doc }) => [`\`${name}\``, word, doc]),
  );
}
