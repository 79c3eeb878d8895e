export { writePages, type PageOptions } from "./write";
export { renderSite, type SiteEntry } from "./site";
