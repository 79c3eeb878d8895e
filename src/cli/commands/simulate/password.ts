import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import type { UserIdentity } from "../../../../simulators/client/session-options";
import { UsageError, type CliIo } from "../../io";

export type NamedUser = Extract<UserIdentity, { type: "user-name" }>;
/** As it was given: a password on the command line is seen by every user of the machine. */
export type GivenUser = Omit<NamedUser, "password"> & { readonly password?: string };

/** Name of the environment variable with the password of a user that was given without one. */
export const PASSWORD_VARIABLE = "REVERSE_HELLO_PASSWORD";

/** Adds the passwords that were not given: of the file, of the environment, or asked for at a terminal. Rejects with UsageError. */
export async function withPasswords(
  users: readonly GivenUser[],
  file: string | undefined,
  io: Pick<CliIo, "env" | "cwd" | "stdin" | "stderr" | "signal">,
): Promise<NamedUser[]> {
  const lines = file === undefined ? [] : linesOf(file, io.cwd);
  const named: NamedUser[] = [];
  for (const user of users) {
    const { userName } = user;
    const password = user.password ?? inFile(lines, userName) ?? io.env[PASSWORD_VARIABLE] ?? (await ask(userName, io));
    if (password === undefined)
      throw new UsageError(
        `--user ${userName}: its password is not known; give --password-file, or the variable ${PASSWORD_VARIABLE}, or start it at a terminal`,
      );
    named.push({ type: "user-name", userName, password });
  }
  return named;
}

function linesOf(file: string, cwd: string): string[] {
  try {
    return readFileSync(resolve(cwd, file), "utf8")
      .split(/\r?\n/)
      .filter((line) => line !== "");
  } catch (error) {
    throw new UsageError(`--password-file ${file}: cannot be read (${(error as Error).message})`, { cause: error });
  }
}

/** A line NAME:PASSWORD for each user, or one line that is the password. */
function inFile(lines: readonly string[], userName: string): string | undefined {
  const own = lines.find((line) => line.startsWith(`${userName}:`));
  if (own !== undefined) return own.slice(userName.length + 1);
  return lines.length === 1 && !lines[0]?.includes(":") ? lines[0] : undefined;
}

/** What is typed is not shown. */
async function ask(
  userName: string,
  { stdin, stderr, signal }: Pick<CliIo, "stdin" | "stderr" | "signal">,
): Promise<string | undefined> {
  if (stdin === undefined) return undefined;
  stderr.write(`password of ${JSON.stringify(userName)}: `);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: stdin, output: silent, terminal: true });
  try {
    return await new Promise<string | undefined>((done, fail) => {
      terminal.once("line", done).once("close", () => done(undefined));
      signal.addEventListener("abort", () => fail(signal.reason as Error), { once: true });
    });
  } finally {
    terminal.close();
    stderr.write("\n");
  }
}
