/** The lab cannot be built, or does not do what it was told: one sentence for the user; exit code 3. Never the fault of a product. */
export class LabError extends Error {
  readonly code = "LAB";
  readonly exitCode = 3;
  override readonly name = "LabError";
}
