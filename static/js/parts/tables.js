// On phones a wide table of a plan is read row by row: every cell says which column it is from. So is a small one that
// does not fit, whose rows name themselves («Тема урока», then the topic). A button gives the table back. A table of
// figures stays one: its rows mean something only under each other.
const narrow = matchMedia('(max-width: 46em)');
const WIDE = 4;
const FIGURE = 16;

// Returns rows of cells by column, repeating a cell in every place it covers.
function grid(table) {
  const rows = [];
  [...table.rows].forEach((row, y) => {
    rows[y] ??= [];
    let x = 0;
    for (const cell of row.cells) {
      while (rows[y][x]) x += 1;
      for (let down = 0; down < cell.rowSpan; down += 1) {
        rows[y + down] ??= [];
        for (let right = 0; right < cell.colSpan; right += 1) rows[y + down][x + right] = cell;
      }
      x += cell.colSpan;
    }
  });
  return rows.slice(0, table.rows.length);
}

// The header is the first row that has as many different cells as the table has columns.
function headerRow(rows, columns) {
  return rows.findIndex((row) => row.length === columns && new Set(row).size === columns);
}

const widthOf = (rows) => Math.max(...rows.map((row) => row.length));

function label(table) {
  const rows = grid(table);
  const columns = widthOf(rows);
  const head = columns >= WIDE ? headerRow(rows, columns) : -1;
  if (head < 0 || head >= rows.length - 1) return false;
  const names = rows[head].map((cell) => cell.textContent.trim().replace(/\s+/g, ' '));
  if (names.some((name) => name.length > 60)) return false;
  table.rows[head].classList.add('is-header');
  for (const cell of table.querySelectorAll('td')) {
    cell.classList.toggle('is-empty', !cell.textContent.trim() && !cell.querySelector('img, svg'));
  }
  rows.forEach((row, y) => {
    if (y <= head) return;
    new Set(row).forEach((cell) => {
      const x = row.indexOf(cell);
      if (!cell.dataset.label && cell.colSpan < columns) cell.dataset.label = names[x];
    });
  });
  return true;
}

// Whether all cells but those of the first column hold a figure or a word, and rows enough to be compared.
function isOfFigures(table) {
  const rows = grid(table);
  const body = rows.slice(headerRow(rows, widthOf(rows)) + 1);
  const isShort = (cell) => cell.textContent.trim().length <= FIGURE && !cell.querySelector('img, svg, table, li');
  return body.length > 2 && body.every((row) => row.slice(1).every(isShort));
}

// A table wider than the page scrolls in its frame: the frame can be reached and moved with the keyboard.
function reachable(frame, name) {
  const wider = frame.scrollWidth > frame.clientWidth + 1;
  for (const [attribute, value] of [['tabindex', '0'], ['role', 'region'], ['aria-label', name]]) {
    if (wider) frame.setAttribute(attribute, value);
    else frame.removeAttribute(attribute);
  }
}

export function stackTables() {
  for (const frame of document.querySelectorAll('.doc .doc-table')) {
    const table = frame.querySelector('table');
    const words = frame.closest('[data-as-table]')?.dataset ?? {};
    if (!table || frame.parentElement.closest('table')) continue;
    const name = words.table ?? frame.closest('.doc').getAttribute('aria-label') ?? '';
    new ResizeObserver(() => reachable(frame, name)).observe(frame);
    const small = widthOf(grid(table)) < WIDE;
    if (!small && !label(table)) continue;
    const figures = !small && isOfFigures(table);
    table.classList.toggle('is-figures', figures);
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'btn btn-quiet table-turn';
    const show = (stacked) => {
      table.classList.toggle('is-stacked', stacked);
      button.textContent = stacked ? words.asTable ?? '' : words.asRows ?? '';
      reachable(frame, name);
    };
    button.addEventListener('click', () => show(!table.classList.contains('is-stacked')));
    if (words.asTable) frame.before(button);
    const follow = () => {
      if (small) show(false);
      const stacked = narrow.matches && (small ? frame.scrollWidth > frame.clientWidth + 1 : !figures);
      button.hidden = small && !stacked;
      show(stacked);
    };
    narrow.addEventListener('change', follow);
    follow();
  }
}
