import { SutError } from "./errors";
import type { SutDescription } from "./types";

type Environment = Readonly<Record<string, string | undefined>>;

/** What stands in the place of a password. */
export const MASK = "***";
/** A shorter one cannot be told from other text. */
const SHORTEST = 4;

/** The user to log in as, or that must be accepted: the first. Rejects a password that is to come from a variable that is not set. */
export function loginOf({ file, security }: SutDescription, env: Environment): { user: string; password: string } | undefined {
  const [login] = security.users;
  if (login === undefined) return undefined;
  const { user, passwordEnv } = login;
  const password = login.password ?? env[passwordEnv ?? ""];
  if (password !== undefined) return { user, password };
  throw new SutError(
    "SUT_OPTION",
    `${file}: security.users: the password of ${user} is to come from the variable ${passwordEnv}, and that is not set; export it`,
  );
}

/** Takes the passwords of a description out of what is shown or kept. */
export class Secrets {
  private readonly words: readonly string[];

  constructor({ security }: SutDescription, env: Environment) {
    const words = security.users.map(({ password, passwordEnv }) => password ?? env[passwordEnv ?? ""] ?? "");
    this.words = [...new Set(words)].filter((word) => word.length >= SHORTEST);
  }

  text(text: string): string {
    return this.words.reduce((rest, word) => rest.replaceAll(word, MASK), text);
  }

  /** Of the same length, so that sizes stay true. The same buffer where there is nothing to hide. */
  bytes(bytes: Buffer): Buffer {
    let masked: Buffer | undefined;
    for (const word of this.words) {
      const secret = Buffer.from(word);
      for (let at = bytes.indexOf(secret); at >= 0; at = bytes.indexOf(secret, at + secret.length)) {
        masked ??= Buffer.from(bytes);
        masked.fill("*", at, at + secret.length);
      }
    }
    return masked ?? bytes;
  }
}
