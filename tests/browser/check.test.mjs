// The checks find planted faults and leave a sound page alone: node --test
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { check, launch } from "./check.mjs";

const STYLE = `
:root { --paper: #fff; --ink: #111 }
@media (prefers-color-scheme: dark) { :root { --paper: #111; --ink: #eee } }
body { background: var(--paper); color: var(--ink); font: 16px/1.5 sans-serif; margin: 1rem }
a { color: inherit }
svg { max-width: 100%; font: 12px sans-serif; fill: currentColor }
.scroll { overflow-x: auto; max-width: 100% }
figure { margin: 0; break-inside: avoid }`;

const figure = (inside, id = "f") =>
  `<figure id="${id}"><svg width="280" height="80" viewBox="0 0 280 80" role="img" aria-label="A figure">${inside}</svg></figure>`;

const page = (body, { style = "", script = "" } = {}) => `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>A page</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${STYLE}${style}</style></head>
<body><main><h1>A page</h1><p>With <a href="#f">a link</a> in a sentence.</p>${body}</main>${script}</body>
</html>
`;

const SOUND = figure('<text x="5" y="20">one</text><text x="5" y="40">two (lower)</text><text x="60" y="20">three</text>');

let browser;
let folder;
before(async () => {
  browser = await launch();
  folder = await mkdtemp(join(tmpdir(), "browser-checks-"));
});
after(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

async function faults(text) {
  const path = join(folder, "page.html");
  await writeFile(path, text);
  return check(browser, path);
}

/** Faults planted side by side: what is planted, in its figure or beside it, and what has to be said of it. */
const PLANTED = {
  "a request": [{ body: '<img src="other.png" alt="A picture">' }, /request: asks for file:.*other\.png/],
  "a message": [{ script: "<script>console.info(7)</script>" }, /console: info: 7/],
  "an error": [{ script: "<script>nothing()</script>" }, /script error: nothing is not defined/],
  "words by script": [{ script: "<script>document.body.append('late')</script>" }, /JavaScript\] reads diff.*late/],
  "wrong markup": [{ body: "<p><div>block</div></p>" }, /markup\] html-validate/],
  "faint text": [{ body: '<p id="grey">grey</p>', style: "#grey { color: #999 }" }, /\[light, .*axe color-contrast: .*#grey/],
  "faint text on a gradient": [
    { body: '<p id="faint">faint</p>', style: "#faint { color: #999; background: linear-gradient(#fff, #eee) }" },
    /\[light, .*contrast: #faint p "faint" has 2\.8/,
  ],
  "faint text in a figure": [
    { inside: '<text x="5" y="20" fill="#777">pale</text>' },
    /\[dark, .*contrast: #f\d+ text "pale" has 4\.2/,
  ],
  "text on a dark cell": [
    { inside: '<rect x="0" y="0" width="100" height="40" fill="#000" fill-opacity="0.8"/><text x="5" y="20">on it</text>' },
    /\[light, .*contrast: #f\d+ text "on it" has 1\./,
  ],
  "a wide element": [{ body: '<p id="wide">wide</p>', style: "#wide { width: 400px }" }, /320 px\] width: #wide reaches 416/],
  "a wide fold": [
    { body: '<details><summary>more</summary><p id="broad">wide</p></details>', style: "#broad { width: 420px }" },
    /320 px\] width: #broad reaches 436 px \(folds open\)/,
  ],
  "overlapping text": [
    { inside: '<text x="5" y="20">first</text><text x="20" y="24">second</text>' },
    /"first" and "second" overlap/,
  ],
  "overlap of turned text": [
    { inside: '<text x="20" y="60" transform="rotate(-90 20 60)">turned</text><text x="5" y="45">flat</text>' },
    /"turned" and "flat" overlap|"flat" and "turned" overlap/,
  ],
  "cut text": [{ inside: '<text x="270" y="20">beyond</text>' }, /#f\d+ svg 1: "beyond" leaves the picture/],
  "small text": [{ inside: '<text x="5" y="20" font-size="7">tiny</text>' }, /"tiny" is 7\.0 px high/],
  "a link out of reach": [{ body: '<p><a href="#f" tabindex="-1">lost</a></p>' }, /1280 px\] keyboard: .*"lost" is not reached/],
  "a region out of reach": [
    { body: '<div id="region"><p>long words</p></div>', style: "#region { width: 60px; overflow-x: scroll } #region p { width: 90px }" },
    /\[light, 320 px\] keyboard: #region div "long words" scrolls and is not reached/,
  ],
  "a small target": [
    { body: '<p><button type="button" id="small">a</button><button type="button">b</button></p>', style: "button { padding: 0; width: 9px; height: 9px; border: 0 }" },
    /\[light, 320 px\] axe target-size: .*#small/,
  ],
};

/** Faults of the whole page, a page each. */
const ALONE = {
  "one scheme": [page(SOUND, { style: "body { background: #fff; color: #111 }" }), /\[dark\] colours/],
  "focus unseen": [page(SOUND, { style: "a:focus { outline: none }" }), /keyboard: .*"a link" has the focus and doesn't show it/],
  "text cut in the widest face": [
    page(figure('<text x="215" y="20">++++++++</text>'), {
      style: '@font-face { font-family: Narrowed; src: local("DejaVu Sans") } @font-face { font-family: Narrowed; font-weight: 600; src: local("DejaVu Sans Bold") } :root { --sans: "Noto Sans", Narrowed } svg { font: 12px var(--sans) }',
    }),
    /\[dark, .*"\+{8}" leaves the picture \(in the widest face\)/,
  ],
  "a figure on two pages": [
    page(`<p>${"filling<br>".repeat(38)}</p><figure id="f"><p>${"a<br>".repeat(20)}</p></figure>`, {
      style: "figure { break-inside: auto }",
    }),
    /print\] figure .* is cut: it lies on pages 1, 2/,
  ],
};

/** One page with all of them. */
function crowded() {
  const planted = Object.values(PLANTED).map(([fault]) => fault);
  const bodies = planted.map(({ body, inside }, n) => body ?? (inside ? figure(inside, `f${n}`) : ""));
  const joined = (part) => planted.map((fault) => fault[part] ?? "").join("\n");
  return page(bodies.join("\n") + SOUND, { style: joined("style"), script: joined("script") });
}

test("a sound page has no faults", async () => {
  const rows = `<tr>${"<td>a cell that is long enough</td>".repeat(9)}</tr>`;
  const wide = `<section class="scroll" tabindex="0" aria-label="A table"><table><tbody>${rows}</tbody></table></section>`;
  const fold = "<details><summary>more</summary><p>Inside.</p></details>";
  assert.deepEqual(await faults(page(SOUND + wide + fold)), []);
});

function assertSaid(found, said) {
  assert.ok(found.some((line) => said.test(line)), `${said} is not in\n${found.join("\n")}`);
}

test("found in one page", async (of) => {
  const found = await faults(crowded());
  for (const [name, [, said]] of Object.entries(PLANTED)) await of.test(name, () => assertSaid(found, said));
});

for (const [name, [text, said]] of Object.entries(ALONE)) {
  test(`found: ${name}`, async () => assertSaid(await faults(text), said));
}
