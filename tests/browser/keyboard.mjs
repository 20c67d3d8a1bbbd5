// Everything that can be used or scrolled is reached with the Tab key, and shows it.

/** Faults of the page as it stands. */
export async function keyboard(page) {
  const wanted = await page.evaluate(prepare);
  for (let pressed = 0; pressed < wanted + 20; pressed += 1) {
    await page.keyboard.press("Tab");
    if (pressed % 20 === 19 && (await page.evaluate(() => globalThis.checked.waiting.size)) === 0) break;
  }
  return page.evaluate(faults);
}

/** Notes inside the page what has to be reached. */
function prepare() {
  const usable = "a[href], summary, button, input, select, textarea, [tabindex]:not([tabindex^='-'])";
  const visible = (element) => element.checkVisibility() && element.getClientRects().length > 0;
  const scrolls = (element) => {
    const { overflowX, overflowY } = getComputedStyle(element);
    const scrolled = (way) => way === "auto" || way === "scroll";
    return (
      (scrolled(overflowX) && element.scrollWidth > element.clientWidth + 1) ||
      (scrolled(overflowY) && element.scrollHeight > element.clientHeight + 1)
    );
  };
  const regions = [...document.body.querySelectorAll("*")].filter((element) => scrolls(element) && visible(element));
  const links = [...document.querySelectorAll(usable)].filter(visible);
  globalThis.checked = { waiting: new Set([...links, ...regions]), regions: new Set(regions), unseen: new Set() };
  // crosses off what gets the focus
  document.addEventListener("focusin", () => {
    const { waiting, regions, unseen } = globalThis.checked;
    const element = document.activeElement;
    if (!element || element === document.body) return;
    waiting.delete(element);
    // a region is reached too through something inside it
    for (const region of regions) if (region.contains(element)) waiting.delete(region);
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    const outlined = outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0;
    if (!outlined && boxShadow === "none") unseen.add(element);
  });
  document.activeElement?.blur();
  scrollTo(0, 0);
  return globalThis.checked.waiting.size;
}

function faults() {
  const { waiting, regions, unseen } = globalThis.checked;
  const name = (element) => {
    const owner = element.closest("[id]");
    const tag = element.tagName.toLowerCase();
    const words = element.textContent.trim().replace(/\s+/g, " ").slice(0, 40);
    return `${owner ? `#${owner.id} ` : ""}${tag}${element.className ? `.${element.classList[0]}` : ""} "${words}"`;
  };
  const lines = (elements, what) => {
    const shown = elements.slice(0, 5).map((element) => `keyboard: ${name(element)} ${what}`);
    return elements.length > 5 ? [...shown, `keyboard: and ${elements.length - 5} more`] : shown;
  };
  const missed = [...waiting];
  return [
    ...lines(missed.filter((element) => !regions.has(element)), "is not reached with Tab"),
    ...lines(missed.filter((element) => regions.has(element)), "scrolls and is not reached with Tab"),
    ...lines([...unseen], "has the focus and doesn't show it"),
  ];
}
