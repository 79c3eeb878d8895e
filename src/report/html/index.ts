export { writePages, type PageOptions } from "./write";
export { html, renderPage, STYLE, STYLE_FILE, trusted, type SafeHtml } from "./page";
export { renderSite, type SiteEntry } from "./site";
