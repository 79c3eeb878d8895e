import assert from "node:assert/strict";
import { access, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { runCli } from "../cli/run-cli";
import { writeHostileReport } from "../report/hostile";
import { runHostileProduct } from "../report/hostile-live";
import { lowContrast, startBrowser, watch } from "./browser";

/** With PICTURES=DIR the pictures of README and docs are taken on the way. */
const PICTURES = process.env["PICTURES"];

/** Real runs, made anew, and a report of a product that says hostile strings; in a browser, from disk, as their readers open them. */
describe("reports in a browser", () => {
  let dir = "";
  let browser: Browser;
  const report = (name: string, page = "index.html") => pathToFileURL(join(dir, name, page)).href;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), "reverse-hello-browser-"));
    browser = await startBrowser();
    const env = { PATH: process.env["PATH"] ?? "", REVERSE_HELLO_PKI: join(dir, "pki") };
    const passing = await runCli(["test", "--quick", "--parallel", "2", "--report", join(dir, "passing")], { env });
    assert.equal(passing.code, 0, passing.stdout + passing.stderr);
    const failing = ["test", resolve("test/browser/impatient.yaml"), "--no-probe", "--tags", "@RC-030", "--parallel", "2"];
    const failed = await runCli([...failing, "--report", join(dir, "failing")], { env });
    assert.equal(failed.code, 1, failed.stdout + failed.stderr);
    await writeHostileReport(join(dir, "hostile"));
    const live = await runHostileProduct(join(dir, "product"));
    await rename(live.report, join(dir, "live"));
    const reports = ["passing", "failing", "hostile"].map((name) => join(dir, name));
    const site = await runCli(["report", "site", ...reports, "--out", join(dir, "site")]);
    assert.equal(site.code, 0, site.stderr);
  });
  after(async () => {
    await browser.close();
    await rm(dir, { recursive: true, force: true });
  });

  async function picture(name: string, url: string, height = 900): Promise<void> {
    if (PICTURES === undefined) return;
    const page = await browser.newPage({ viewport: { width: 1200, height }, colorScheme: "light" });
    await page.goto(url);
    await page.screenshot({ path: join(PICTURES, `${name}.png`) });
    await page.close();
  }

  async function pages(name: string): Promise<string[]> {
    const files = await readdir(join(dir, name), { recursive: true });
    return files.filter((file) => file.endsWith(".html") && !file.endsWith("cucumber.html"));
  }

  for (const name of ["passing", "failing", "hostile", "live", "site"]) {
    it(`${name}: every page opens without a complaint, a request or a script of the product, and every link leads somewhere`, async () => {
      const { page, complaints } = watch(await browser.newPage());
      for (const file of await pages(name)) {
        await page.goto(report(name, file));
        assert.equal(await page.evaluate("window.pwned"), undefined, file);
        const links = await page.evaluate<string[]>('[...document.querySelectorAll("a[href]")].map((a) => a.getAttribute("href"))');
        for (const link of new Set(links)) await exists(link, page.url());
        assert.deepEqual(complaints, [], file);
      }
      await page.close();
    });
  }

  async function exists(link: string, from: string): Promise<void> {
    const url = new URL(link, from);
    assert.equal(url.protocol, "file:", `${from} links to ${link}`);
    const path = fileURLToPath(new URL(url.pathname, "file:///"));
    // Cucumber writes its own page only in a run; a report that was made by hand has none.
    if (path.endsWith("cucumber.html")) return;
    await access(path).catch(() => assert.fail(`${from} links to ${link}, which is not there`));
  }

  it("Cucumber's own page of the hostile product runs Cucumber's script, and nothing of the product", async () => {
    const { page, complaints } = watch(await browser.newPage());
    await page.goto(report("live", "cucumber.html"));
    await page.getByText("The first message on a dialed connection").first().waitFor();
    assert.equal(await page.evaluate("window.pwned"), undefined);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it("a failure: clause, ladder and capture are within two clicks, without a script", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1200, height: 900 } });
    const page = await context.newPage();
    await page.goto(report("failing"));
    assert.match((await page.locator(".verdict").textContent()) ?? "", /^Findings: \d+ requirements? of \d+ failed/);
    await page.locator("#findings ~ .scroll a").first().click();
    const finding = page.locator("#finding-1");
    assert.match((await finding.locator("blockquote").first().textContent()) ?? "", /Part 6|readme/);
    assert.ok(await finding.locator("svg.ladder").isVisible());
    assert.match((await finding.locator('a[href$="wire.pcapng"]').getAttribute("href")) ?? "", /^scenarios\//);
    await finding.locator('a:text("everything of this scenario")').click();
    const [message] = await page.locator(".log details").all();
    await message?.locator("summary").click();
    assert.match((await message?.locator("pre").textContent()) ?? "", /MessageType +RHE[\s\S]*0000 {2}52 48 45 46/);
    await context.close();
  });

  it("the keyboard reaches the content first, and a ladder's arrow leads to its message", async () => {
    const page = await browser.newPage();
    await page.goto(report("failing"));
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate("document.activeElement.textContent"), "Skip to the content");
    await page.locator('#finding-1 a:text("everything of this scenario")').click();
    const arrow = page.locator("svg.ladder a").first();
    await arrow.focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/#m\d+$/);
    assert.ok(await page.locator(`li${new URL(page.url()).hash}`).isVisible());
    await page.close();
  });

  it("dark and light, words have contrast", async () => {
    for (const colorScheme of ["dark", "light"] as const) {
      const page = await browser.newPage({ colorScheme });
      for (const name of ["failing", "hostile"]) {
        await page.goto(report(name));
        const low = await lowContrast(page, "p,li,td,th,dt,dd,blockquote,h1,h2,h3,.badge,summary,small,.map a");
        assert.deepEqual(low, [], `${name}, ${colorScheme}`);
      }
      await page.close();
    }
  });

  it("fits a narrow window: nothing but tables and pictures is wider", async () => {
    const page = await browser.newPage({ viewport: { width: 400, height: 800 } });
    for (const name of ["failing", "hostile"]) {
      await page.goto(report(name));
      assert.ok(Number(await page.evaluate("document.documentElement.scrollWidth")) <= 400, name);
    }
    await page.close();
  });

  it("pictures for README and docs", { skip: PICTURES === undefined && "only with PICTURES=DIR" }, async () => {
    // What the README's table of products shows: the built-in server, node-opcua as it is, and the impatient one.
    const products = ["fixtures/suts/reference-server.yaml", "peers/node-opcua/sut-server.yaml", "test/browser/impatient.yaml"];
    const tags = ["RC-001", "RC-005", "RC-019", "RC-021", "RC-022", "RC-030", "RC-031", "NS-02", "NS-13", "RC-048"];
    const only = ["--role", "server", "--no-probe", "--tags", `(${tags.map((tag) => `@${tag}`).join(" or ")}) and not @fault`];
    const env = { PATH: process.env["PATH"] ?? "", REVERSE_HELLO_PKI: join(dir, "pki") };
    for (const [index, file] of products.entries())
      await runCli(["test", resolve(file), ...only, "--time-scale", "2", "--report", join(dir, `product-${index}`)], { env });
    const ran = products.map((_, index) => join(dir, `product-${index}`));
    const made = await runCli(["report", "site", ...ran, "--out", join(dir, "products")]);
    assert.equal(made.code, 0, made.stderr);
    await picture("passing", report("passing"), 700);
    await picture("failing", report("failing"), 1000);
    await picture("finding", `${report("failing")}#finding-1`, 1000);
    await picture("scenario", report("failing", "scenarios/server-errors-05.1/index.html"), 1000);
    await picture("matrix", report("products"), 800);
    await picture("statement", report("failing", "statement.html"), 700);
  });
});
