// Opens the page that tests/hostile.rs left: no script of a name runs, no dialog opens, nothing is asked for, and every
// name is shown letter by letter.
//     node hostile.mjs PAGE.html NAMES.json
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { launch } from "./check.mjs";

const [path, list] = process.argv.slice(2);
const names = JSON.parse(readFileSync(list, "utf8"));
const url = pathToFileURL(resolve(path)).href;
// what HTML forbids, what turns the direction of the page around, and what is the page's own is shown as U+FFFD
const forbidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ue000-\ue0ff\ufffe\uffff]/g;
// no-break spaces keep an interval, and a number and its percent sign, on one line
const plain = (text) => text.replace(/[\u00a0\u202f]/g, " ");
const expected = names.map((name) => plain(name.replace(forbidden, "\ufffd")));
const faults = [];
const browser = await launch();
try {
  const page = await browser.newPage();
  page.on("dialog", async (dialog) => {
    faults.push(`a dialog says ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on("pageerror", (error) => faults.push(`a script fails: ${error.message}`));
  page.on("console", (message) => faults.push(`the console says ${message.text()}`));
  page.on("request", (asked) => {
    if (asked.url().split("#")[0] !== url && !asked.url().startsWith("data:")) faults.push(`asks for ${asked.url()}`);
  });
  await page.goto(url, { waitUntil: "load" });
  // what reacts to the pointer or the focus is made to
  await page.evaluate(() => {
    for (const element of document.querySelectorAll("*")) {
      for (const event of ["mouseover", "focus", "load", "error"]) element.dispatchEvent(new Event(event));
    }
  });
  const seen = await page.evaluate(() => ({
    hit: window.hit ?? null,
    heads: [...document.querySelectorAll("#t-variables tbody th")].map((head) => head.textContent),
    foreign: [...document.querySelectorAll("iframe, object, embed, img:not([src^='data:']), math, [href^='javascript:']")]
      .map((element) => element.outerHTML.slice(0, 80)),
    handlers: [...document.querySelectorAll("*")]
      .flatMap((element) => [...element.attributes].map((attribute) => attribute.name))
      .filter((name) => name.startsWith("on")),
    title: document.title,
  }));
  if (seen.hit !== null) faults.push("the script of a name ran");
  for (const element of seen.foreign) faults.push(`a name became an element: ${element}`);
  for (const name of seen.handlers) faults.push(`a name became the attribute ${name}`);
  for (const name of expected) {
    if (!seen.heads.map(plain).includes(name)) faults.push(`not shown as it is spelled: ${JSON.stringify(name)}`);
  }
  if (!seen.title.includes(expected[0])) faults.push(`the title is ${seen.title}`);
} finally {
  await browser.close();
}
for (const fault of faults) console.error(fault);
console.log(`${names.length} hostile names opened, ${faults.length} faults`);
process.exitCode = faults.length ? 1 : 0;
