export { Controls } from "./controls";
export {
  ANOTHER_SESSION,
  groundBelow,
  groundOfGoingOn,
  groundOfClosing,
  groundOfComingBack,
  groundOfSaying,
  GROUNDS,
  SESSION,
  type GroundName,
} from "./grounds";
export { isSeen } from "./seen";
