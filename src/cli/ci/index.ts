export { CI_NAMES, detectCi, tellCi, type CiName } from "./ci";
