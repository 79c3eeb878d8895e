import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { InvalidArgumentError, type Command, type Option } from "commander";
import { LinedYaml } from "../../../files";
import { kebab } from "../../arguments";
import { UsageError } from "../../io";

/**
 * The flags of a command, with those of a YAML file that has the same names (as they are, or in camel case) where the command line says
 * nothing. The same parsers read both. Throws UsageError.
 */
export function withConfigFile(command: Command, file: string, cwd: string): void {
  for (const [name, value] of Object.entries(contentOf(resolve(cwd, file)))) {
    const option = command.options.find(({ long }) => long === `--${kebab(name)}` && long !== "--config");
    if (!option) {
      const names = command.options.map(({ long }) => long?.slice(2)).filter((known) => known !== "config");
      throw new UsageError(`${file}: unknown name "${name}"; allowed are ${names.join(", ")}`);
    }
    const key = option.attributeName();
    if (command.getOptionValueSource(key) === "cli") continue;
    command.setOptionValueWithSource(key, read(option, value, `${file}: ${kebab(name)}`), "config");
  }
}

function contentOf(path: string): object {
  let content: unknown;
  try {
    content = new LinedYaml(readFileSync(path, "utf8")).data;
  } catch (error) {
    throw new UsageError(`--config: ${path} cannot be read: ${(error as Error).message.split("\n")[0]}`);
  }
  if (content === null) return {};
  if (typeof content === "object" && !Array.isArray(content)) return content;
  throw new UsageError(`--config: ${path}: expected names and values, got ${JSON.stringify(content).slice(0, 60)}`);
}

function read(option: Option, given: unknown, where: string): unknown {
  const fail = (problem: string, value: unknown) => new UsageError(`${where}: ${problem}; got ${JSON.stringify(value)}`);
  if (option.isBoolean()) {
    if (typeof given !== "boolean") throw fail("Expected true or false", given);
    return given;
  }
  let result: unknown;
  for (const value of [given].flat()) {
    try {
      // Parsers take what the file has: a number, or a map.
      if (option.parseArg) result = option.parseArg(value as string, result as never);
      else if (typeof value === "string") result = value;
      else throw new InvalidArgumentError("Expected a text.");
    } catch (error) {
      throw error instanceof InvalidArgumentError ? fail(error.message.replace(/\.$/, ""), value) : error;
    }
  }
  return result;
}
