import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { readProblem, schemaCheck, type FaultFile, type FaultFileSentences } from "../../files";
import type { Role } from "../../vocabulary";
import { checkFault } from "./check";
import { FaultYaml } from "./lines";
import { FaultFileError, type Fault, type FaultScenario, type Sentence } from "./types";

const findSchemaProblem = schemaCheck("fault");

/** Reads and checks a scenario file. Throws {@link FaultFileError}: one sentence with file, line, field and what is allowed. */
export async function loadFaultScenario(path: string): Promise<FaultScenario> {
  const file = resolve(path);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new FaultFileError(path, undefined, `cannot read the fault scenario: ${readProblem(error)}`);
  }
  return parseFaultScenario(text, dirname(file), path);
}

/** The same for a text; paths in it start at `folder`, errors name it `shown`. */
export function parseFaultScenario(text: string, folder: string, shown: string): FaultScenario {
  const yaml = new FaultYaml(text, shown);
  const wrong = findSchemaProblem(yaml.data);
  if (wrong) throw yaml.error(wrong.path, wrong.problem, wrong.atKey);
  const raw = yaml.data as FaultFile;
  raw.faults.forEach((fault, index) => check(yaml, fault, index, raw.role));
  const { sut, seed, peer, expect, last, requirements, tags, ...rest } = raw;
  return {
    ...rest,
    ...(sut === undefined ? {} : { sut: resolve(folder, sut) }),
    ...(seed === undefined ? {} : { seed: String(seed) }),
    requirements: requirements ?? [],
    tags: tags ?? [],
    peer: sentences(yaml, ["peer"], peer ?? []),
    expect: sentences(yaml, ["expect"], expect),
    ...(last === undefined ? {} : { last: sentences(yaml, ["last"], last) }),
  };
}

function check(yaml: FaultYaml, fault: Fault, index: number, role: Role): void {
  const problem = checkFault(fault, role);
  if (problem) throw yaml.error(["faults", index, ...problem.path], problem.sentence, true);
}

function sentences(yaml: FaultYaml, path: readonly (string | number)[], list: FaultFileSentences): Sentence[] {
  return list.flatMap((raw, index): Sentence[] => {
    const here = [...path, index];
    if (typeof raw === "string") return [{ text: raw.trim(), line: yaml.lineOf(here) }];
    if (isGroup(raw)) {
      const group = sentences(yaml, [...here, "steps"], raw.steps);
      return Array.from({ length: raw.repeat }, () => group).flat();
    }
    const [text, table] = Object.entries(raw)[0] as [string, Readonly<Record<string, unknown>>];
    const rows = Object.entries(table).map(([name, value]) => [name, String(value)] as const);
    return [{ text: text.trim(), line: yaml.lineOf(here), table: rows }];
  });
}

type Group = Extract<FaultFileSentences[number], { steps: unknown }>;

function isGroup(raw: object): raw is Group {
  return "repeat" in raw && "steps" in raw;
}
