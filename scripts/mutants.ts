import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { allMutants } from "../simulators/mutants";
import { enterHouse, houseEnvironment, isInside, wayIn } from "../src/lab";
import { renderTable, runMutants } from "../src/mutants";
import { DIALECTS, isDialect } from "../src/vocabulary";
import { messageOf } from "../src/text";

// `npm run mutants -- [--only NAME]… [--role server|client] [--full | --excused | --lab] [--rows N] [--dialect netstandard|spec] [--parallel N] [--report DIR]
// [--time-scale X]`: runs the
// suite against peers that are wrong on purpose. Exit code 1 unless each is caught by its requirement and nothing else is blamed.

/** How often progress is told, in ms. */
const QUIET = 10_000;

async function mutants(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: "string", multiple: true },
      role: { type: "string" },
      full: { type: "boolean", default: false },
      excused: { type: "boolean", default: false },
      // Those that only a router shows, in the network lab.
      lab: { type: "boolean", default: false },
      // Of each outline at most so many rows: quicker, and still all mutants.
      rows: { type: "string" },
      dialect: { type: "string" },
      parallel: { type: "string", default: String(Math.max(2, 3 * availableParallelism())) },
      report: { type: "string", default: join("REPORT", "mutants") },
      "time-scale": { type: "string", default: "1" },
    },
  });
  const { dialect } = values;
  if (dialect !== undefined && !isDialect(dialect)) {
    console.error(`mutants: there is no dialect ${dialect}; there are ${DIALECTS.join(" and ")}`);
    return 2;
  }
  const chosen = allMutants().filter(
    ({ role, mutant }) =>
      (values.role ?? role) === role &&
      (values.only?.includes(mutant.name) ?? true) &&
      (mutant.lab !== undefined) === values.lab &&
      (mutant.dialect ?? dialect) === (dialect ?? mutant.dialect),
  );
  if (chosen.length === 0) {
    console.error(
      `mutants: none is selected; there are ${allMutants()
        .map(({ mutant }) => mutant.name)
        .join(", ")}`,
    );
    return 2;
  }
  if (values.lab && !isInside(process.env)) return insideTheLab();
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort(new Error("stopped")));
  let [total, done, told] = [0, 0, performance.now()];
  const { results, errors, durationMs } = await runMutants({
    mutants: chosen,
    report: resolve(values.report),
    parallel: Number(values.parallel),
    timeScale: Number(values["time-scale"]),
    full: values.full,
    excused: values.excused,
    lab: values.lab,
    ...(values.rows === undefined ? {} : { rows: Number(values.rows) }),
    ...(dialect === undefined ? {} : { dialect }),
    env: process.env,
    signal: stop.signal,
    onPlan(planned) {
      total = planned.reduce((sum, { scenarios }) => sum + scenarios.length, 0);
      console.log(`${planned.length} mutants, ${total} scenarios`);
    },
    onOutcome() {
      done += 1;
      if (performance.now() - told < QUIET && done !== total) return;
      told = performance.now();
      console.log(`  ${done} of ${total} scenarios`);
    },
    onComplaint: (text) => process.stderr.write(text),
  });
  console.log(`\n${renderTable(results)}, ${(durationMs / 1000).toFixed(0)} s`);
  if (values.excused)
    for (const { mutant, failed } of results)
      for (const id of Object.keys(mutant.also ?? {})) if (!failed.has(id)) console.log(`not needed: ${mutant.name} ${id}`);
  for (const error of errors) console.error(`mutants: ${error}`);
  if (errors.length > 0) return 3;
  return results.every(({ killed }) => killed) ? 0 : 1;
}

/** The same command line once more, in a house of its own where the lab is built. */
async function insideTheLab(): Promise<number> {
  const [command = "", ...words] = enterHouse(await wayIn({ env: process.env, platform: process.platform }), [
    process.execPath,
    ...process.execArgv,
    ...process.argv.slice(1),
  ]);
  return spawnSync(command, words, { env: houseEnvironment(process.env), stdio: "inherit" }).status ?? 3;
}

mutants().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(`mutants: ${messageOf(error)}`);
    process.exit(4);
  },
);
