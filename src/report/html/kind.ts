import { plural } from "../../text";
import type { FindingKind } from "../findings";
import { html, type SafeHtml } from "./page";
import { badge, requirementHref, scenarioHref, source, title } from "./parts";
import { said } from "./scenario";

/** What is shown of the example of a kind. */
export interface Illustration {
  /** Finished SVG. */
  readonly ladder?: SafeHtml;
  /** What the product printed around the failure. */
  readonly output: readonly string[];
  /** Name of its capture in its folder. */
  readonly capture?: string;
  readonly trace?: string;
}

export function kindId(index: number): string {
  return `finding-${index + 1}`;
}

/** One finding in full: clause, statement, expected and got, the ladder, what the product printed, where the evidence is. */
export function kindBlock(kind: FindingKind, index: number, shown: Illustration | undefined): SafeHtml {
  const [example, ...others] = kind.scenarios;
  const loud = kind.verdict === "fail" || kind.verdict === "unexpected-pass";
  const folder = scenarioHref(example.id).replace(/index\.html$/, "");
  return html`<article id="${kindId(index)}" class="is-${kind.verdict}">
<h3>
${badge(kind.verdict)}
${
  kind.requirements.length === 0
    ? title(example.title)
    : kind.requirements.map(({ id, title: name }) => html`<a href="${requirementHref(id)}">${id}</a> ${name} `)
}
</h3>
${kind.requirements.map((requirement) => html`<blockquote>${requirement.statement} <small>(${source(requirement)})</small></blockquote>`)}
<p>
In <a href="${scenarioHref(example.id)}">${example.id}</a>:
${title(example.title)}${others.length === 0 ? "" : html` <small>and ${plural(others.length, "other scenario")}</small>`}
</p>
${said(kind)}
<p class="noprint">
${shown?.capture === undefined ? "" : html`<a href="${folder}${shown.capture}">${shown.capture}</a> · `}${shown?.trace === undefined ? "" : html`<a href="${folder}${shown.trace}">${shown.trace}</a> · `}<a
href="${scenarioHref(example.id)}">everything of this scenario</a>
· again: <code>npx reverse-hello reproduce REPORT/scenarios/${example.id}</code>
</p>
${shown?.ladder ? html`<details${loud ? html` open` : ""}><summary>Ladder of ${example.id}</summary><div class="figure">${shown.ladder}</div></details>` : ""}
${shown && shown.output.length > 0 ? html`<details${loud ? html` open` : ""}><summary>What the product printed around it</summary><pre>${shown.output.join("\n")}</pre></details>` : ""}
${
  others.length === 0
    ? ""
    : html`<details>
<summary>The same in ${plural(others.length, "other scenario")}</summary>
<ul class="plain">
${others.map(({ id, title: text }) => html`<li><a href="${scenarioHref(id)}">${id}</a> ${title(text)}</li>`)}
</ul>
</details>`
}
</article>`;
}
