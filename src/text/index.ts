export { foldRepeats, middleOut } from "./fold";
export { clip, oneLine, printable } from "./printable";
export { bareTitle, percent, plural, someOf } from "./words";
