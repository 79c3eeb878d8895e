export { makeFolder } from "./make-folder";
export { readProblem } from "./read-problem";
