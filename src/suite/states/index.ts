export { Controls } from "./controls";
export {
  ANOTHER_SESSION,
  groundBelow,
  groundOfAnswering,
  groundOfClosing,
  groundOfSaying,
  GROUNDS,
  SESSION,
  type GroundName,
} from "./grounds";
