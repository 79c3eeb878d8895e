export { endPolitely } from "./end-politely";
export { keepsOverReset } from "./keeps-over-reset";
export { hostPort, listen } from "./listen";
export { resetSocket } from "./reset";
