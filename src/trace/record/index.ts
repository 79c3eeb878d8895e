export { LinkView, type Closing, type SutMessage } from "./link-view";
