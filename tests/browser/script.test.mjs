// What the page's script adds: tables that sort and copy, one variable marked everywhere.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { launch } from "./check.mjs";

const EXAMPLE = pathToFileURL(fileURLToPath(new URL("../../reports/example.html", import.meta.url))).href;
let browser;
let page;

before(async () => {
  browser = await launch();
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, permissions: ["clipboard-read", "clipboard-write"] });
  page = await context.newPage();
  await page.goto(EXAMPLE);
});
after(() => browser?.close());

const column = (table, at) =>
  page.locator(`#${table} tbody tr`).evaluateAll((rows, n) => rows.map((row) => row.cells[n].textContent), at);
const value = (text) => Number(/[-+]?[\d.]+/.exec(text.replaceAll("−", "-").replaceAll(",", ""))[0]);

test("a table sorts over its fold, by number, both ways, and says so", async () => {
  const head = page.locator("#t-leaderboard thead").first().locator("th", { hasText: "log loss" });
  const at = await head.evaluate((cell) => cell.cellIndex);
  await head.locator("button").click();
  assert.equal(await head.getAttribute("aria-sort"), "descending");
  const falling = (await column("t-leaderboard", at)).map(value);
  assert.equal(falling.length, 91);
  assert.deepEqual(falling, falling.toSorted((a, b) => b - a));
  await head.locator("button").press("Enter");
  assert.equal(await head.getAttribute("aria-sort"), "ascending");
  const rising = (await column("t-leaderboard", at)).map(value);
  assert.deepEqual(rising, rising.toSorted((a, b) => a - b));
});

test("a table copies as CSV, intervals in columns of their own", async () => {
  await page.locator("#t-models .copy").click();
  const lines = (await page.evaluate(() => navigator.clipboard.readText())).trim().split("\n");
  const cells = lines.map((line) => line.replace(/"[^"]*"/g, "quoted").split(",").length);
  assert.ok(lines[0].startsWith("model,log loss,log loss low,log loss high,"), lines[0]);
  assert.ok(/^"?network/.test(lines[1]) && lines.length === 6, lines[1]);
  assert.ok(lines.slice(2).every((line) => !line.includes("[") && !line.includes("−")), lines[2]);
  assert.ok(new Set(cells).size === 1, cells.join(" "));
});

test("a variable is marked wherever it is named, and unmarked again", async () => {
  const name = page.locator("#t-baselines tbody th button", { hasText: /^v4$/ });
  const marked = () => page.locator("svg .hit").count();
  assert.equal(await marked(), 0);
  await name.click();
  assert.equal(await name.getAttribute("aria-pressed"), "true");
  assert.ok((await marked()) > 10, `${await marked()} marks`);
  const texts = await page.locator("svg text.hit").allTextContents();
  assert.ok(texts.every((text) => text === "v4"), texts.join(" "));
  await name.click();
  assert.equal(await marked(), 0);
});
