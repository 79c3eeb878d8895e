export { redirectConsole } from "./console";
export { foldRepeats, middleOut } from "./fold";
export { messageOf } from "./message-of";
export { clip, indentedLine, oneLine, printable, printableJson } from "./printable";
export { bareTitle, percent, plural, someOf } from "./words";
