export { probeSut } from "./probe";
export { HopelessSutError } from "./types";
