// Takes the pictures of README.md and docs/gallery.md: node gallery.mjs FOLDER, from the project's root.
import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { launch } from "./check.mjs";

/** A picture: of a page, of one element of it or of its head, at a width of screen. */
const PICTURES = [
  { file: "report.png", page: "example", width: 1280, height: 1180 },
  { file: "gallery/weights.png", page: "example", of: "#f-weights-heat" },
  { file: "gallery/plane.png", page: "example", of: "#f-gradient-plane" },
  { file: "gallery/pairs.png", page: "example", of: "#f-pairs" },
  { file: "gallery/wine-ranks.png", page: "wine", of: "#f-rank-bumps" },
  { file: "gallery/wine-map.png", page: "wine", of: "#f-embedding", scheme: "dark" },
  { file: "gallery/penguins-probes.png", page: "penguins", of: "#f-probes" },
  { file: "gallery/penguins-phone.png", page: "penguins", width: 390, height: 844, scheme: "dark" },
];
/** Bytes of a picture at most, but for the one of README.md. */
const MOST = 150_000;

async function take(browser, folder, { file, page: name, of, width = 800, height = 900, scheme = "light" }) {
  const path = resolve("reports", `${name}.html`);
  if (!existsSync(path)) throw new Error(`${path} is missing; make the report first`);
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme });
  const page = await context.newPage();
  await page.goto(pathToFileURL(path).href, { waitUntil: "load" });
  const to = join(folder, file);
  if (of) await page.locator(of).screenshot({ path: to });
  else await page.screenshot({ path: to });
  await context.close();
  const { size } = statSync(to);
  console.log(`${to}: ${size} bytes`);
  if (of && size > MOST) throw new Error(`${to} has ${size} bytes, more than ${MOST}`);
}

const [folder] = process.argv.slice(2);
if (!folder) throw new Error("usage: node gallery.mjs FOLDER");
const browser = await launch();
try {
  for (const picture of PICTURES) await take(browser, folder, picture);
} finally {
  await browser.close();
}
