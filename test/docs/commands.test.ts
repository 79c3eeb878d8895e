import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "node:test";
import { runCli } from "../cli/run-cli";

const ROOT = join(__dirname, "..", "..");

interface Sample {
  readonly where: string;
  readonly words: readonly string[];
}

/** Every `reverse-hello …` command line in a code block of the README and of docs/. */
function samples(): Sample[] {
  const pages = readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".md"));
  return [join(ROOT, "README.md"), ...pages.map((name) => join(ROOT, "docs", name))].flatMap((file) => {
    const blocks = [...readFileSync(file, "utf8").matchAll(/```(?:sh|bash|console)\n([\s\S]*?)```/g)].map(
      (match) => match[1] ?? "",
    );
    const lines = blocks.flatMap((block) => block.replaceAll("\\\n", " ").split("\n"));
    return lines.flatMap((line) => {
      const command = /(?:^|\s)(?:npx )?reverse-hello (.+?)(?:\s+#.*|\s*&&.*|\s*[|>].*)?$/.exec(line.replace(/^\$ /, ""))?.[1];
      return command === undefined ? [] : [{ where: relative(ROOT, file), words: command.trim().split(/\s+/) }];
    });
  });
}

test("every command and option that the documentation shows exists", async () => {
  const all = samples();
  assert.ok(all.length >= 5, `only ${all.length} samples found`);
  const helps = new Map<string, string>();
  for (const { where, words } of all) {
    const path = words.slice(
      0,
      words[0] === "simulate" || words[0] === "report" || words[0] === "pki" || words[0] === "init" ? 2 : 1,
    );
    const key = path.join(" ");
    if (!helps.has(key)) helps.set(key, (await runCli([...path, "--help"])).stdout);
    const help = helps.get(key) ?? "";
    assert.match(help, /Usage: reverse-hello/, `${where}: no such command: ${words.join(" ")}`);
    const options = words.filter((word) => word.startsWith("--")).map((word) => word.replace(/=.*/, ""));
    for (const option of options) assert.ok(help.includes(option), `${where}: \`reverse-hello ${key}\` has no ${option}`);
  }
});
