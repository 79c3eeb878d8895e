export { Controls } from "./controls";
export { ANOTHER_SESSION, groundBelow, groundOfClosing, groundOfSaying, GROUNDS, SESSION, type GroundName } from "./grounds";
