// What can be seen of the layout. Each function runs inside the page and has to stand alone.

/** Opens all folds. */
export function openAll() {
  for (const fold of document.querySelectorAll("details")) fold.open = true;
}

/** Sets a page whose faces end in `Narrowed` in that one, which is left where no other of its list is there. */
export async function widest() {
  if (!getComputedStyle(document.documentElement).getPropertyValue("--sans").includes("Narrowed")) return [];
  const faces = await Promise.all(["12px Narrowed", "600 12px Narrowed"].map((font) => document.fonts.load(font)));
  document.documentElement.style.setProperty("--sans", "Narrowed");
  const there = faces.flat().filter((face) => face.status === "loaded").length;
  return there === 2 ? [] : [`fonts: ${there} of 2 faces of DejaVu Sans are there (package fonts-dejavu-core)`];
}

/** Light is light and dark is dark: behind the text lies another colour. */
export function background(scheme) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext("2d");
  pen.fillStyle = "white";
  pen.fillRect(0, 0, 1, 1);
  for (const element of [document.documentElement, document.body]) {
    pen.fillStyle = getComputedStyle(element).backgroundColor;
    pen.fillRect(0, 0, 1, 1);
  }
  const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
  const light = 0.3 * red + 0.6 * green + 0.1 * blue > 127;
  return light === (scheme === "light") ? [] : [`colours: the background is rgb(${red}, ${green}, ${blue})`];
}

/** Elements wider than the screen that no scroll region holds. */
export function overflow() {
  const width = document.documentElement.clientWidth;
  const selector = (element) => {
    const parts = [];
    for (let at = element; at && at !== document.body && parts.length < 4; at = at.parentElement) {
      if (at.id) return [`#${at.id}`, ...parts].join(" > ");
      const name = at.classList.length > 0 ? `.${at.classList[0]}` : "";
      parts.unshift(`${at.tagName.toLowerCase()}${name}`);
    }
    return parts.join(" > ");
  };
  const held = (element) => {
    for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
      const { overflowX, position } = getComputedStyle(at);
      if (overflowX !== "visible" || (position === "absolute" && at.getBoundingClientRect().right < 0)) return true;
    }
    return false;
  };
  const faults = [];
  const scrolled = document.documentElement.scrollWidth;
  if (scrolled > width) faults.push(`width: the page is ${scrolled} px wide`);
  const wide = [...document.body.querySelectorAll("*")].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.right > width + 1 && element.checkVisibility() && !held(element);
  });
  const outer = wide.filter((element) => !wide.includes(element.parentElement));
  for (const element of outer.slice(0, 5)) {
    faults.push(`width: ${selector(element)} reaches ${Math.round(element.getBoundingClientRect().right)} px`);
  }
  return faults;
}

/** Texts of figures that overlap, leave their picture or are too small to read. */
export function figureTexts() {
  const TOLERANCE = 1;
  // at 320 px, a zoom to 400 %, the picture may shrink a little
  const LEAST = innerWidth < 390 ? 8 : 10;
  const DESCENDERS = /[gjpqyQ,;()[\]{}|/@_ßçşţ]/;

  /** Corners on screen of the ink of each stretch of letters: one for each line and each gap. */
  function stretches(text) {
    const matrix = text.getScreenCTM();
    const size = Number.parseFloat(getComputedStyle(text).fontSize);
    const low = DESCENDERS.test(text.textContent) ? 0.22 : 0.03;
    const lines = [];
    for (let at = 0; at < text.getNumberOfChars(); at += 1) {
      const box = text.getExtentOfChar(at);
      const base = text.getStartPositionOfChar(at).y;
      const last = lines.at(-1);
      if (last && Math.abs(last.base - base) < 0.5 && box.x - last.right < 1.5 * size && box.x > last.left) {
        last.right = Math.max(last.right, box.x + box.width);
      } else if (box.width > 0) {
        lines.push({ base, left: box.x, right: box.x + box.width });
      }
    }
    const scale = Math.sqrt(Math.abs(matrix.a * matrix.d - matrix.b * matrix.c));
    return lines.map(({ base, left, right }) => {
      const [top, bottom] = [base - 0.74 * size, base + low * size];
      const corners = [[left, top], [right, top], [right, bottom], [left, bottom]];
      const screen = corners.map(([x, y]) => new DOMPoint(x, y).matrixTransform(matrix));
      return { text, corners: screen, pixels: size * scale };
    });
  }

  /** How deep two convex shapes lie in each other; 0 where they don't. */
  function depth(one, other) {
    let least = Number.POSITIVE_INFINITY;
    for (const shape of [one, other]) {
      shape.forEach((from, index) => {
        const to = shape[(index + 1) % shape.length];
        const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
        const [x, y] = [(from.y - to.y) / length, (to.x - from.x) / length];
        const span = (points) => {
          const along = points.map((point) => point.x * x + point.y * y);
          return [Math.min(...along), Math.max(...along)];
        };
        const [[a, b], [c, d]] = [span(one), span(other)];
        least = Math.min(least, Math.max(0, Math.min(b, d) - Math.max(a, c)));
      });
    }
    return least;
  }

  const shown = (text) => {
    const { opacity, visibility } = getComputedStyle(text);
    return text.textContent.trim() !== "" && visibility === "visible" && Number(opacity) > 0 && text.checkVisibility();
  };
  const named = (text) => `"${text.textContent.trim().replace(/\s+/g, " ").slice(0, 60)}"`;
  const place = (svg) => {
    const owner = svg.closest("[id]");
    const number = owner ? [...owner.querySelectorAll("svg")].indexOf(svg) + 1 : 0;
    return owner && owner !== svg ? `#${owner.id} svg ${number}` : owner ? `svg#${owner.id}` : "svg";
  };
  /** Boxes that cut what leaves them. */
  const windows = (text) => {
    const found = [];
    for (let at = text.parentElement; at instanceof SVGElement; at = at.parentElement) {
      if (at instanceof SVGSVGElement && getComputedStyle(at).overflowX !== "visible") found.push(at);
    }
    return found.map((svg) => svg.getBoundingClientRect());
  };

  const faults = [];
  for (const svg of document.querySelectorAll("svg")) {
    if (svg.ownerSVGElement || !svg.checkVisibility() || svg.getBoundingClientRect().width === 0) continue;
    const outer = svg.getBoundingClientRect();
    const pieces = [...svg.querySelectorAll("text")].filter(shown).flatMap(stretches);
    let smallest;
    for (const { text, corners, pixels } of pieces) {
      const cut = [outer, ...windows(text)].find((box) =>
        corners.some(
          ({ x, y }) =>
            x < box.left - TOLERANCE || x > box.right + TOLERANCE || y < box.top - TOLERANCE || y > box.bottom + TOLERANCE,
        ),
      );
      if (cut) faults.push(`figure text: ${place(svg)}: ${named(text)} leaves the picture`);
      if (!smallest || pixels < smallest.pixels) smallest = { text, pixels };
    }
    if (smallest?.pixels < LEAST) {
      faults.push(`figure text: ${place(svg)}: ${named(smallest.text)} is ${smallest.pixels.toFixed(1)} px high`);
    }
    pieces.sort((a, b) => Math.min(...a.corners.map(({ y }) => y)) - Math.min(...b.corners.map(({ y }) => y)));
    const bottom = pieces.map(({ corners }) => Math.max(...corners.map(({ y }) => y)));
    const top = pieces.map(({ corners }) => Math.min(...corners.map(({ y }) => y)));
    for (let one = 0; one < pieces.length; one += 1) {
      for (let other = one + 1; other < pieces.length && top[other] < bottom[one]; other += 1) {
        const [a, b] = [pieces[one], pieces[other]];
        const deep = depth(a.corners, b.corners);
        if (a.text === b.text || deep <= TOLERANCE) continue;
        faults.push(`figure text: ${place(svg)}: ${named(a.text)} and ${named(b.text)} overlap by ${deep.toFixed(1)} px`);
      }
    }
  }
  return [...new Set(faults)];
}
