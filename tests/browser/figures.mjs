// Opens every SVG of a folder by itself: it must be well-formed, have a size, a title and its colours, and ask for nothing.
//     node figures.mjs FOLDER
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { launch } from "./check.mjs";

const folder = resolve(process.argv[2] ?? ".");
const files = readdirSync(folder).filter((name) => name.endsWith(".svg")).sort();
const browser = await launch();
const faults = [];
try {
  const page = await browser.newPage();
  page.on("request", (asked) => { if (!asked.url().startsWith("file:")) faults.push(`asks for ${asked.url()}`); });
  for (const name of files) {
    await page.goto(pathToFileURL(join(folder, name)).href);
    const seen = await page.evaluate(() => {
      const root = document.documentElement;
      const text = root.querySelector("text");
      return {
        svg: root.nodeName === "svg" && !document.querySelector("parsererror"),
        titled: (root.querySelector(":scope > title")?.textContent ?? "").length > 0,
        sized: root.getBoundingClientRect().width > 100 && root.getBoundingClientRect().height > 20,
        font: text ? parseFloat(getComputedStyle(text).fontSize) : 12,
      };
    });
    if (!seen.svg) faults.push(`${name}: is no well-formed SVG`);
    else if (!seen.titled || !seen.sized) faults.push(`${name}: has no title or no size`);
    else if (seen.font < 10 || seen.font > 14) faults.push(`${name}: its style does not hold (text of ${seen.font} px)`);
  }
} finally {
  await browser.close();
}
if (files.length < 10) faults.push(`only ${files.length} figures in ${folder}`);
for (const fault of faults) console.error(fault);
console.log(`${files.length} figures opened by themselves, ${faults.length} faults`);
process.exitCode = faults.length ? 1 : 0;
