// Help for readers, never a need: where one is in the contents, tables that sort and copy, one variable marked everywhere.
(() => {
  const all = (what, where = document) => [...where.querySelectorAll(what)];

  // The current place in the contents
  const links = all('nav a');
  const places = links.map((link) => document.querySelector(link.getAttribute('href')));
  let waiting = 0;
  const mark = () => {
    waiting = 0;
    let current = 0;
    places.forEach((place, n) => { if (place && place.getBoundingClientRect().top < innerHeight * 0.3) current = n; });
    if (innerHeight + scrollY >= document.documentElement.scrollHeight - 4) current = links.length - 1;
    links.forEach((link, n) => (n === current ? link.setAttribute('aria-current', 'location') : link.removeAttribute('aria-current')));
  };
  addEventListener('scroll', () => { waiting = waiting || requestAnimationFrame(mark); }, { passive: true });
  mark();

  // Cells as people and spreadsheets read them
  const words = (cell) => cell.textContent.replace(/[\u00a0\u202f]/g, ' ').replace(/\u2212/g, '-').trim().replace(/\s+/g, ' ');
  const number = (text) => {
    const found = text.replace(/(\d),(?=\d{3})/g, '$1').match(/[-+]?(\d+\.?\d*|\.\d+)/);
    return found ? Number(found[0]) : '';
  };
  const button = (name, label) => {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = name;
    if (label) made.setAttribute('aria-label', label);
    return made;
  };

  // A table and what is behind its fold are one
  const sets = new Map();
  all('table').forEach((table) => {
    if (table.matches('.verdict, .kv, :not([class])') || table.rows.length < 4) return;
    const key = table.closest('figure, .t') ?? table;
    sets.set(key, [...(sets.get(key) ?? []), table]);
  });

  const sort = (tables, column, falling) => {
    const rows = tables.flatMap((table) => [...table.tBodies[0].rows]);
    const value = (row) => words(row.cells[column] ?? row);
    const numeric = rows.filter((row) => number(value(row)) !== '').length * 2 > rows.length && column > 0;
    const sign = falling ? -1 : 1;
    const compare = (a, b) => {
      if (!numeric) return sign * value(a).localeCompare(value(b), [], { numeric: true });
      const [left, right] = [number(value(a)), number(value(b))];
      if (left === '' || right === '') return (left === '') - (right === '');
      return sign * (left - right);
    };
    const counts = tables.map((table) => table.tBodies[0].rows.length);
    rows.sort(compare);
    tables.forEach((table, n) => table.tBodies[0].append(...rows.splice(0, counts[n])));
  };

  const sortable = (tables) => {
    const heads = tables.map((table) => [...table.tHead.rows[0].cells]);
    heads.forEach((cells) => cells.forEach((cell, column) => {
      if (!cell.textContent.trim()) return;
      const made = button('sort');
      made.append(...cell.childNodes);
      cell.append(made);
      made.addEventListener('click', () => {
        const falling = cell.getAttribute('aria-sort') === 'ascending' || (column > 0 && !cell.hasAttribute('aria-sort'));
        heads.flat().forEach((other) => other.removeAttribute('aria-sort'));
        heads.forEach((others) => others[column]?.setAttribute('aria-sort', falling ? 'descending' : 'ascending'));
        sort(tables, column, falling);
      });
    }));
  };

  // An interval becomes two columns of its own
  const csv = (tables) => {
    const body = tables.flatMap((table) => [...table.tBodies[0].rows]).map((row) => [...row.cells].map(words));
    const interval = /^(.*?)\s*\[([^,\]]+), ([^\]]+)\](.*)$/;
    const head = [...tables[0].tHead.rows[0].cells].map(words);
    const split = head.map((_, n) => body.some((cells) => interval.test(cells[n] ?? '')));
    const wide = (cells, of) => cells.flatMap((cell, n) => (split[n] ? of(cell) : [cell]));
    const parts = (cell) => {
      const found = interval.exec(cell);
      return found ? [(found[1] + found[4]).trim(), found[2], found[3]] : [cell, '', ''];
    };
    const lines = [wide(head, (name) => [name, `${name} low`, `${name} high`]), ...body.map((cells) => wide(cells, parts))];
    const quoted = (cell) => (/[",\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell);
    return lines.map((cells) => cells.map(quoted).join(',')).join('\n') + '\n';
  };

  const copy = async (text, from) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement('textarea');
      area.value = text;
      from.after(area);
      area.select();
      document.execCommand('copy');
      area.remove();
      from.focus();
    }
    from.classList.add('done');
    setTimeout(() => from.classList.remove('done'), 1500);
  };

  sets.forEach((tables, key) => {
    sortable(tables);
    const label = key.querySelector('.fn')?.textContent ?? 'this table';
    const made = button('copy', `Copy the numbers of ${label} as CSV`);
    made.addEventListener('click', () => copy(csv(tables), made));
    tables.at(-1).closest('.scroll').after(made);
  });
  all('pre').forEach((pre) => {
    const made = button('copy line', 'Copy this text');
    made.addEventListener('click', () => copy(pre.textContent, made));
    pre.after(made);
  });

  // One variable, marked wherever it is named
  const heads = all('#t-variables tbody th, #t-ranks tbody th, #t-baselines tbody th');
  const names = new Set(heads.map((head) => head.textContent));
  const bare = (text) => text.replace(/[\u2066-\u2069]/g, '');
  const texts = all('svg text').filter((text) => names.has(bare(text.textContent)));
  const marks = all('svg * > title').map((title) => [title.parentElement, bare(title.textContent)]);
  let chosen = '';
  const choose = (name) => {
    chosen = chosen === name ? '' : name;
    texts.forEach((text) => text.classList.toggle('hit', bare(text.textContent) === chosen));
    marks.forEach(([shape, title]) => shape.classList.toggle('hit', chosen !== '' && (title === chosen || title.startsWith(`${chosen}:`) || title.startsWith(`${chosen},`))));
    heads.forEach((head) => {
      head.classList.toggle('hit', head.textContent === chosen);
      head.firstElementChild.setAttribute('aria-pressed', String(head.textContent === chosen));
    });
  };
  heads.forEach((head) => {
    const made = button('pick');
    made.title = 'mark this variable on the whole page';
    made.append(...head.childNodes);
    made.setAttribute('aria-pressed', 'false');
    head.append(made);
    made.addEventListener('click', () => choose(made.textContent));
  });
  texts.forEach((text) => text.addEventListener('click', () => choose(bare(text.textContent))));
})();
