// What a PDF's own structure says: whether it is tagged, and on which pages each figure lies.
//
// Chromium writes the structure as plain objects, `N 0 obj <</Type /StructElem /S /Figure /Pg P 0 R /K …>> endobj`:
// children as references, content as a number on page /Pg, or as <</Type /MCR /Pg P 0 R /MCID n>> on another page.

/** Faults of a printed report. */
export function cutFigures(bytes) {
  const text = Buffer.from(bytes).toString("latin1");
  if (!text.startsWith("%PDF-")) return ["the PDF is none"];
  if (!/\/Marked true/.test(text) || !text.includes("/StructTreeRoot")) return ["the PDF is not tagged"];
  const pages = pageNumbers(text);
  const elements = structure(text);
  const faults = [];
  const figures = [...elements].filter(([, { kind }]) => kind === "Figure");
  for (const [, element] of figures) {
    const on = [...new Set(pagesOf(element, elements))].map((page) => pages.get(page) ?? 0).sort((a, b) => a - b);
    if (on.length > 1) faults.push(`figure "${element.alt.slice(0, 80)}" is cut: it lies on pages ${on.join(", ")}`);
  }
  return faults;
}

/** Number of each page object, in the order of the tree of pages. */
function pageNumbers(text) {
  const numbers = new Map();
  const kids = new Map();
  for (const [, id, body] of text.matchAll(/(\d+) 0 obj\s*<<\/Type \/Pages([\s\S]*?)endobj/g)) {
    kids.set(id, [...(/\/Kids \[([^\]]*)\]/.exec(body)?.[1] ?? "").matchAll(/(\d+) 0 R/g)].map(([, kid]) => kid));
  }
  const below = new Set([...kids.values()].flat());
  const walk = (id) => (kids.has(id) ? kids.get(id).forEach(walk) : numbers.set(id, numbers.size + 1));
  [...kids.keys()].filter((id) => !below.has(id)).forEach(walk);
  return numbers;
}

/** Every element of the structure by the number of its object. */
function structure(text) {
  const elements = new Map();
  for (const [, id, body] of text.matchAll(/(\d+) 0 obj\s*<<\/Type \/StructElem([\s\S]*?)endobj/g)) {
    const kind = /\/S \/(\w+)/.exec(body)?.[1] ?? "";
    const alt = /\/Alt \(((?:\\[\s\S]|[^\\)])*)\)/.exec(body)?.[1] ?? "";
    const own = /^\/Pg (\d+) 0 R/m.exec(body)?.[1];
    const content = /\n\/K ([\s\S]*)>>\s*$/.exec(body)?.[1] ?? "";
    // annotations and content on other pages stand in brackets of their own
    const plain = content.replace(/<<[\s\S]*?>>/g, " ");
    const marked = [...content.matchAll(/<<\/Type \/MCR[\s\S]*?\/Pg (\d+) 0 R[\s\S]*?>>/g)].map(([, page]) => page);
    const children = [...plain.matchAll(/(\d+) 0 R/g)].map(([, child]) => child);
    const direct = /\d/.test(plain.replace(/\d+ 0 R/g, " "));
    elements.set(id, { kind, alt, children, pages: direct && own ? [own, ...marked] : marked });
  }
  return elements;
}

function pagesOf(element, elements) {
  const below = element.children.flatMap((id) => (elements.has(id) ? pagesOf(elements.get(id), elements) : []));
  return [...element.pages, ...below];
}
