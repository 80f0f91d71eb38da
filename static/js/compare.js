// On a phone two versions are read from top to bottom: what was above what is, place by place; of a row stay its name and
// the cells that differ. On a wider screen, and without this file, the differences stand within the lines.
import { stackTables } from './parts/tables.js';

const paper = document.querySelector('.diff');
const narrow = matchMedia('(max-width: 46em)');

// Every mark is a child of its paragraph or cell. Returns what shows both wordings one above the other, and takes it back.
function wordings(leaf) {
  const nodes = [...leaf.childNodes];
  const box = (word) => {
    const span = document.createElement('span');
    span.className = 'diff-wording';
    span.dataset.word = word;
    return span;
  };
  return (apart) => {
    if (!apart) {
      leaf.replaceChildren(...nodes);
      return;
    }
    const was = box(paper.dataset.was);
    const now = box(paper.dataset.now);
    for (const node of nodes) {
      if (node.localName !== 'ins') was.append(node.localName === 'del' ? node : node.cloneNode(true));
      if (node.localName !== 'del') now.append(node);
    }
    leaf.replaceChildren(was, now);
  };
}

function foldRows() {
  for (const row of paper.querySelectorAll('.doc-table > table tr')) {
    const name = [...row.cells].find((cell) => cell.textContent.trim());
    if (!name || row.cells.length < 2) continue;
    row.classList.add('has-name');
    name.classList.add('is-name');
    if (row.querySelector('ins, del')) continue;
    row.classList.add('is-same');
    name.dataset.same = paper.dataset.same;
  }
}

if (paper) {
  const leaves = new Set([...paper.querySelectorAll('del')].map((mark) => mark.parentElement));
  const turns = [...leaves].filter((leaf) => leaf.querySelector(':scope > ins')).map(wordings);
  const follow = () => turns.forEach((turn) => turn(narrow.matches));
  foldRows();
  stackTables();
  follow();
  narrow.addEventListener('change', follow);
  if (narrow.matches && location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView({ block: 'center' });
}
