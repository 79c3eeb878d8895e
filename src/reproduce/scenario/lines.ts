import { linedYaml, type LinedYaml } from "../../files";
import { FaultFileError } from "./types";

/** The YAML of a scenario file; its mistakes are told with the file's name. Throws {@link FaultFileError}. */
export class FaultYaml {
  private readonly yaml: LinedYaml;

  constructor(
    text: string,
    readonly file: string,
  ) {
    this.yaml = linedYaml(text, (line, problem) => new FaultFileError(file, line, problem));
  }

  get data(): unknown {
    return this.yaml.data;
  }

  lineOf(path: readonly (string | number)[]): number {
    return this.yaml.lineOf(path);
  }

  error(path: readonly (string | number)[], problem: string, atKey = false): FaultFileError {
    return new FaultFileError(this.file, this.yaml.lineOf(path, atKey), problem);
  }
}
