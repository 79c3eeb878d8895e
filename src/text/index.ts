export { foldRepeats, middleOut } from "./fold";
export { clip, oneLine, printable } from "./printable";
export { plural } from "./words";
