import { html, type SafeHtml } from "@remix-run/html-template";
import { printable } from "../../text";
import { STYLE } from "./style";

export { html, type SafeHtml };

/** What was escaped where it was made: SVG of the ladder, the style sheet. Never text of a peer. */
export function trusted(markup: string): SafeHtml {
  return html.raw`${markup}`;
}

export interface Page {
  readonly title: string;
  /** Way back to the folder of the report: "", "../" or "../../"; undefined: the page stands by itself, with its style inside. */
  readonly up?: string;
  readonly nav?: readonly { readonly href: string; readonly text: string }[];
  readonly body: SafeHtml | readonly SafeHtml[];
  /** Who made it, and when. */
  readonly made: string;
}

/** Nothing may be loaded or run but the style sheet beside the page: a second wall behind the escaping. */
const POLICY = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** One whole page, readable without a script. */
export function renderPage({ title, up, nav = [], body, made }: Page): string {
  const style =
    up === undefined
      ? html`<style>
${trusted(STYLE)}
</style>`
      : html`<link rel="stylesheet" href="${up}report.css" />`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width,initial-scale=1" />
<meta http-equiv="Content-Security-Policy" content="${POLICY}" />
<link rel="icon" href="data:," />
<title>${printable(title)}</title>
${style}
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
${nav.length === 0 ? "" : html`<nav aria-label="Pages">${nav.map(({ href, text }) => html`<a href="${href}">${text}</a>`)}</nav>`}
<main id="main">${[...[body].flat()]}</main>
<footer>${printable(made)}</footer>
</body>
</html> `;
  return String(page);
}

/** The style sheet beside pages that give `up`. */
export const STYLE_FILE = "report.css";
export { STYLE };
