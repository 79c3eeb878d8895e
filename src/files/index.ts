export type * from "./file-types";
export { LinedYaml, YamlError } from "./lined-yaml";
export { makeFolder } from "./make-folder";
export { privateFolder, PrivateFolderError } from "./private-folder";
export { readProblem } from "./read-problem";
export { readText } from "./read-text";
export { packageRoot, RUNS_FROM_SOURCE } from "./package-root";
export { foundIn } from "./found-in";
export { schemaCheck, schemaFile } from "./schema-check";
