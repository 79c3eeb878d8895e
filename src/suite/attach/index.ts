export * from "./types";
export { addressOf } from "./address";
export { AttachedSut } from "./attached";
export { KeptSut } from "./kept";
export { checkOffer, choiceOf, type SecurityChoice, type SecurityWish } from "./offers";
