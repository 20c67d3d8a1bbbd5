// Everything that can be used or scrolled is reached with the Tab key, and shows it.

/** Key presses on their way at a time: each waits for an answer of the browser, not for the one before. */
const AT_ONCE = 25;

/** Faults of the page as it stands, walked through with the Tab key. */
export async function keyboard(page) {
  const wanted = await page.evaluate(prepare);
  const session = await page.context().newCDPSession(page);
  const tab = { key: "Tab", code: "Tab", windowsVirtualKeyCode: 9 };
  const press = () => ["rawKeyDown", "keyUp"].map((type) => session.send("Input.dispatchKeyEvent", { type, ...tab }));
  for (let pressed = 0; pressed < wanted + 20; pressed += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, press).flat());
    if ((await page.evaluate(() => globalThis.checked.waiting.size)) === 0) break;
  }
  await session.detach();
  return page.evaluate(faults);
}

/** The same faults where the order of the walk is known: each element is given the focus. */
export async function focus(page) {
  await page.evaluate(prepare);
  // from here on the focus comes by keyboard, as far as styles can tell
  await page.keyboard.press("Tab");
  await page.evaluate(() => {
    for (const element of [...globalThis.checked.waiting]) if (element.tabIndex >= 0) element.focus({ preventScroll: true });
  });
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
