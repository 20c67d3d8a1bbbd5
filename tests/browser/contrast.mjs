// Contrast of every text with what lies behind it, where axe gives up: in figures, and on tables that fade at their edge.

/** Texts below WCAG AA: 4.5, or 3 where they are large. Runs inside the page and has to stand alone. */
export function contrast() {
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  pen.canvas.width = pen.canvas.height = 1;
  const known = new Map();
  /** A colour as CSS writes it, as red, green, blue (0 to 255) and alpha (0 to 1). */
  function colour(text) {
    if (!known.has(text)) {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = text;
      pen.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
      known.set(text, [red, green, blue, alpha / 255]);
    }
    return known.get(text);
  }
  const over = ([r, g, b, a], [x, y, z]) => [a * r + (1 - a) * x, a * g + (1 - a) * y, a * b + (1 - a) * z];
  const faded = ([r, g, b, a], by) => [r, g, b, a * by];

  function luminance(rgb) {
    const [r, g, b] = rgb.map((v) => (v <= 10.31475 ? v / 3294.6 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }
  function ratio(one, other) {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  }

  const behind = new Map();
  /** Colour of the boxes behind an element, from the canvas up. */
  function paper(element) {
    if (!element) return [255, 255, 255];
    if (!behind.has(element)) {
      const { backgroundColor } = getComputedStyle(element);
      behind.set(element, over(colour(backgroundColor), paper(element.parentElement)));
    }
    return behind.get(element);
  }

  /** Texts and filled shapes of a figure, in the order they are painted. */
  function painted(svg) {
    return [...svg.querySelectorAll("rect, circle, ellipse, polygon, path, text")].map((element) => {
      const { fill, fillOpacity, opacity } = getComputedStyle(element);
      if (fill === "none") return { element };
      const ink = faded(colour(fill), Number(fillOpacity) * Number(opacity));
      return { element, ink, box: element.tagName === "text" ? undefined : element.getBoundingClientRect() };
    });
  }
  /** Whether the shape is filled at a point of the screen. */
  function covers({ element, box }, x, y) {
    if (!box || x < box.left || x > box.right || y < box.top || y > box.bottom) return false;
    return element.isPointInFill(new DOMPoint(x, y).matrixTransform(element.getScreenCTM().inverse()));
  }

  const faults = [];
  function judge(element, ink, ground, place) {
    const { fontSize, fontWeight } = getComputedStyle(element);
    const size = Number.parseFloat(fontSize);
    const least = size >= 24 || (size >= 18.66 && Number(fontWeight) >= 700) ? 3 : 4.5;
    const found = ratio(over(ink, ground), ground);
    if (found >= least - 0.005) return;
    const words = element.textContent.trim().replace(/\s+/g, " ").slice(0, 40);
    faults.push(`contrast: ${place} "${words}" has ${found.toFixed(2)}, needs ${least}`);
  }

  const near = (element) => {
    const owner = element.closest("[id]");
    return `${owner ? `#${owner.id} ` : ""}${element.tagName.toLowerCase()}`;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const parents = new Set();
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (walker.currentNode.data.trim() === "" || parents.has(parent) || parent instanceof SVGElement) continue;
    parents.add(parent);
    if (!parent.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (parent.getClientRects().length > 0) judge(parent, colour(getComputedStyle(parent).color), paper(parent), near(parent));
  }
  for (const svg of document.querySelectorAll("svg")) {
    if (svg.ownerSVGElement || !svg.checkVisibility()) continue;
    const shapes = painted(svg);
    shapes.forEach(({ element, ink }, index) => {
      if (element.tagName !== "text" || !ink || !element.checkVisibility() || element.textContent.trim() === "") return;
      const box = element.getBoundingClientRect();
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      const below = shapes.slice(0, index).filter((shape) => covers(shape, x, y));
      judge(element, ink, below.reduce((under, shape) => over(shape.ink, under), paper(svg)), near(element));
    });
  }
  return [...new Set(faults)];
}
