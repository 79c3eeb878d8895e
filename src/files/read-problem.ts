/** Why a file of the user could not be read, as part of a sentence. */
export function readProblem(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "EISDIR") return "it is a folder; name the file in it";
  return code === "ENOENT" ? "there is no such file" : message;
}
