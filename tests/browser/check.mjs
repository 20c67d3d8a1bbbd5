// Checks pages of reports in a browser: node check.mjs PAGE.html …
//
// For each page, light and dark: no request leaves it, the console stays empty, axe finds nothing against WCAG 2.2 AA,
// nothing is wider than the screen, no text of a figure overlaps another or is cut, all that can be used takes the focus.
// Once a page: its markup is valid, Tab reaches everything, it reads the same without JavaScript, its PDF is tagged and
// cuts no figure in two.
// SCREENSHOTS=FOLDER keeps pictures and PDFs. CHROMIUM names the browser where it isn't found. Ends with 1 on a fault.
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { FileSystemConfigLoader, HtmlValidate, esmResolver } from "html-validate";
import { chromium } from "playwright-core";
import { contrast } from "./contrast.mjs";
import { focus, keyboard } from "./keyboard.mjs";
import { background, figureTexts, openAll, overflow, widest } from "./layout.mjs";
import { cutFigures } from "./pdf.mjs";

const SCHEMES = ["light", "dark"];
const SCREENS = [
  { width: 320, height: 640 },
  { width: 390, height: 844 },
  { width: 1280, height: 900 },
];
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
// what else axe has is the same in every colour and at every width: it is asked once
const COLOURS = ["color-contrast", "link-in-text-block"];
const WIDTHS = ["target-size", "scrollable-region-focusable", "svg-img-alt"];
// axe takes minutes for these, and can't see through them; contrast.mjs judges every text
const PLAIN = ["table", "svg"];
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Starts the browser of this machine. */
export function launch() {
  const executablePath = process.env.CHROMIUM ?? BROWSERS.find((path) => existsSync(path));
  if (!executablePath) throw new Error("no Chromium found: install the package chromium, or set CHROMIUM to its path");
  return chromium.launch({ executablePath, headless: true, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

/** All faults of one page, as lines that name the place. */
export async function check(browser, path, screenshots) {
  const faults = [];
  const url = pathToFileURL(resolve(path)).href;
  const report = (place, lines) => faults.push(...lines.map((line) => `${path} [${place}] ${line}`));
  report("markup", await markup(path));
  for (const colorScheme of SCHEMES) {
    const context = await browser.newContext({ colorScheme, viewport: SCREENS.at(-1) });
    const page = await context.newPage();
    const heard = listen(page, url);
    await page.goto(url, { waitUntil: "load" });
    report(colorScheme, await page.evaluate(background, colorScheme));
    if (colorScheme === "light") {
      report("without JavaScript", await withoutScript(browser, page, url));
      report("print", await printed(page, screenshots && shot(screenshots, path, "print", ".pdf")));
    }
    for (const screen of SCREENS) {
      const { width } = screen;
      await page.setViewportSize(screen);
      await page.goto(url, { waitUntil: "load" });
      if (screenshots) await page.screenshot({ path: shot(screenshots, path, colorScheme, width, ".png"), fullPage: true });
      report(`${colorScheme}, ${width} px`, await onScreen(page, colorScheme));
    }
    report(colorScheme, heard);
    await context.close();
  }
  return faults;
}

/** What the page asks for and says; grows while the page lives. */
function listen(page, url) {
  const heard = [];
  page.on("request", (request) => {
    const asked = request.url();
    if (asked.split("#")[0] !== url && !asked.startsWith("data:")) heard.push(`request: asks for ${asked}`);
  });
  page.on("console", (message) => heard.push(`console: ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => heard.push(`script error: ${error.message}`));
  return heard;
}

/** Layout as the page comes and with all folds open; then what the width or the colours can change. */
async function onScreen(page, scheme) {
  const layout = async () => [...(await page.evaluate(overflow)), ...(await page.evaluate(figureTexts))];
  const { width } = page.viewportSize();
  const [whole, narrow] = [width === 1280, width === 320];
  const closed = await layout();
  const faint = whole ? await axe(page, { type: "rule", values: COLOURS }, PLAIN) : [];
  await page.evaluate(openAll);
  const opened = (await layout()).filter((line) => !closed.includes(line)).map((line) => `${line} (folds open)`);
  const lines = [...closed, ...opened, ...faint];
  if (scheme === "dark") {
    const wider = await page.evaluate(widest);
    lines.push(...wider, ...(await layout()).filter((line) => !lines.includes(line)).map((line) => `${line} (in the widest face)`));
  }
  if (whole) lines.push(...first(10, await page.evaluate(contrast)));
  if (scheme === "light" && whole) return [...lines, ...(await axe(page, { type: "tag", values: WCAG })), ...(await keyboard(page))];
  if (scheme === "light" && narrow) lines.push(...(await axe(page, { type: "rule", values: WIDTHS })));
  return whole || narrow ? [...lines, ...(await focus(page))] : lines;
}

/** What axe finds, in the page itself: in pieces it takes twice as long. */
async function axe(page, runOnly, without = []) {
  const rules = Object.fromEntries(runOnly.type === "tag" ? COLOURS.map((id) => [id, { enabled: false }]) : []);
  const builder = new AxeBuilder({ page }).setLegacyMode(true).options({ runOnly, rules, resultTypes: ["violations"] });
  without.forEach((selector) => builder.exclude(selector));
  const { violations } = await builder.analyze();
  return violations.flatMap(({ id, help, nodes }) => {
    const lines = nodes.map(({ target }) => `axe ${id}: ${help}: ${target.join(" ")}`);
    return first(5, lines);
  });
}

/** The first lines, and how many there are besides. */
function first(most, lines) {
  return lines.length > most ? [...lines.slice(0, most), `… and ${lines.length - most} more like it`] : lines;
}

async function markup(path) {
  const loader = new FileSystemConfigLoader([esmResolver()]);
  const validator = new HtmlValidate(loader);
  const config = join(import.meta.dirname, ".htmlvalidate.json");
  const source = { data: await readFile(path, "utf8"), filename: config, line: 1, column: 1, offset: 0 };
  const { results } = await validator.validateSource(source);
  const line = (found) => `html-validate ${found.ruleId}: line ${found.line}, column ${found.column}: ${found.message}`;
  return first(20, results.flatMap(({ messages }) => messages.map(line)));
}

/** The page has the same words when no script runs. */
async function withoutScript(browser, page, url) {
  const words = async (of) => (await of.locator("body").innerText()).split(/\s+/).filter(Boolean);
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: SCREENS.at(-1) });
  const bare = await context.newPage();
  await bare.goto(url, { waitUntil: "load" });
  const [plain, scripted] = [await words(bare), await words(page)];
  await context.close();
  if (plain.length === 0) return ["the page is empty"];
  const at = scripted.findIndex((word, index) => word !== plain[index]);
  if (at < 0 && plain.length === scripted.length) return [];
  const place = at < 0 ? scripted.length : at;
  return [`reads differently from word ${place + 1} on: "${plain.slice(place, place + 6).join(" ")}", with it ` +
    `"${scripted.slice(place, place + 6).join(" ")}"`];
}

/** A tagged PDF is made, and no figure in it lies on two pages. */
async function printed(page, picture) {
  const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true, printBackground: true, tagged: true, outline: true });
  if (picture) await writeFile(picture, pdf);
  return cutFigures(pdf);
}

function shot(folder, path, ...rest) {
  return join(folder, [basename(path, ".html"), ...rest].join("-").replace(/-\./, "."));
}

async function main(paths) {
  if (paths.length === 0) throw new Error("usage: node check.mjs PAGE.html …");
  const missing = paths.find((path) => !existsSync(path));
  if (missing) throw new Error(`${missing}: no such file; make the report first`);
  const screenshots = process.env.SCREENSHOTS;
  if (screenshots) await mkdir(screenshots, { recursive: true });
  const browser = await launch();
  let all = 0;
  for (const path of paths) {
    const began = performance.now();
    const faults = await check(browser, path, screenshots);
    faults.forEach((fault) => console.error(fault));
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(`${path}: ${faults.length === 0 ? "nothing found" : `${faults.length} faults`} (${seconds} s)`);
    all += faults.length;
  }
  await browser.close();
  process.exitCode = all > 0 ? 1 : 0;
}

if (process.argv[1] && resolve(process.argv[1]) === import.meta.filename) {
  await main(process.argv.slice(2)).catch((error) => {
    console.error(error.message);
    process.exitCode = 2;
  });
}
