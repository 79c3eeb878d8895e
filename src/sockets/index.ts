export { keepsOverReset } from "./keeps-over-reset";
export { resetSocket } from "./reset";
