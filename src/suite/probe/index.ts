export { probeSut } from "./probe";
