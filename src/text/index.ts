export { foldRepeats, middleOut } from "./fold";
export { messageOf } from "./message-of";
export { clip, oneLine, printable } from "./printable";
export { bareTitle, percent, plural, someOf } from "./words";
