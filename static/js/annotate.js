// Comments at exact places of a plan: paints those there are, and lets a reader choose a passage with mouse, touch or
// keyboard. Places travel as block and offsets in code points of the block's own text, which the server knows too.
const paper = document.getElementById('paper');
const form = paper.dataset.annotate;
const FOREIGN = '[data-skip], .place-mark, .block-link';
const points = (text) => [...text].length;
const blocks = () => [...paper.querySelectorAll('[data-block]')];

// The text nodes of a block without those of blocks inside it and of what we put there ourselves.
function ownTexts(block) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const holder = walker.currentNode.parentElement;
    if (holder.closest('[data-block]') === block && !holder.closest(FOREIGN)) found.push(walker.currentNode);
  }
  return found;
}

// The first block that a range holds words of, with the offsets of these words; `clipped` when it holds words of more.
function placeOf(range) {
  let place = null;
  for (const block of blocks()) {
    if (!range.intersectsNode(block)) continue;
    let before = '';
    let chosen = '';
    for (const node of ownTexts(block)) {
      if (range.intersectsNode(node)) {
        const from = node === range.startContainer ? range.startOffset : 0;
        const to = node === range.endContainer ? range.endOffset : node.length;
        if (!chosen) before += node.data.slice(0, from);
        chosen += node.data.slice(from, to);
      } else if (!chosen) before += node.data;
    }
    const quote = chosen.trim();
    if (!quote) continue;
    if (place) return { ...place, clipped: 1 };
    const start = points(before + chosen.slice(0, chosen.indexOf(quote)));
    place = { block: block.dataset.block, start, end: start + points(quote), quote };
  }
  return place;
}

// Pieces [node, from, to] of a passage, in UTF-16 units as the DOM counts.
function pieces(block, start, end) {
  const found = [];
  let at = 0;
  for (const node of ownTexts(block)) {
    const letters = [...node.data];
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, letters.length);
    if (from < to) found.push([node, letters.slice(0, from).join('').length, letters.slice(0, to).join('').length]);
    at += letters.length;
  }
  return found;
}

function paint({ number, block: id, start, end, kind }) {
  const block = paper.querySelector(`[data-block="${id}"]`);
  for (const [node, from, to] of block ? pieces(block, start, end) : []) {
    if (node.parentElement instanceof SVGTextContentElement) drawUnder(node, from, to, kind);
    else {
      const mark = document.createElement('mark');
      mark.className = `kind-${kind}`;
      mark.dataset.number = number;
      const words = node.splitText(from);
      words.splitText(to - from);
      words.replaceWith(mark);
      mark.append(words);
    }
  }
}

function drawUnder(node, from, to, kind) {
  const text = node.parentElement;
  const left = text.getStartPositionOfChar(from);
  const right = text.getEndPositionOfChar(to - 1);
  const size = Number.parseFloat(text.getAttribute('font-size')) || 12;
  const box = document.createElementNS(text.namespaceURI, 'rect');
  box.setAttribute('class', `pdf-mark kind-${kind}`);
  box.setAttribute('x', left.x);
  box.setAttribute('y', left.y - size * 0.9);
  box.setAttribute('width', Math.max(right.x - left.x, 1));
  box.setAttribute('height', size * 1.2);
  text.before(box);
}

for (const passage of JSON.parse(document.getElementById('passages').textContent)) paint(passage);
paper.addEventListener('click', ({ target }) => {
  const mark = target.closest('mark[data-number]');
  if (mark && getSelection().isCollapsed) paper.querySelector(`.place-mark[href="#c-${mark.dataset.number}"]`)?.click();
});

// ---- choosing a place

let dialog;
let opened = '';

function restore(from, to) {
  for (const name of ['body', 'quote']) {
    const [old, fresh] = [from, to].map((one) => one.querySelector(`textarea[name="${name}"]`));
    if (old?.value && fresh && !fresh.value) fresh.value = old.value;
  }
  const kind = from.querySelector('[name="kind"]:checked')?.value;
  if (kind) to.querySelector(`[name="kind"][value="${kind}"]`).checked = true;
}

// The form of its own page, in a dialog; what was typed stays when the dialog is closed or the place changes.
async function comment(place) {
  const url = `${form}&${new URLSearchParams(place)}`;
  if (opened !== url) {
    const answer = await fetch(url).catch(() => null);
    const page = answer?.ok && !answer.redirected ? new DOMParser().parseFromString(await answer.text(), 'text/html') : null;
    const fresh = page?.querySelector('.comment-form');
    if (!fresh) {
      location.assign(url);
      return;
    }
    if (!dialog) {
      dialog = document.createElement('dialog');
      dialog.className = 'dialog comment-dialog';
      dialog.setAttribute('aria-label', paper.dataset.comment);
      dialog.addEventListener('click', (event) => {
        if (!event.target.closest('[data-close]')) return;
        event.preventDefault();
        dialog.close();
      });
      document.body.append(dialog);
    }
    const old = dialog.querySelector('form');
    if (old) restore(old, fresh);
    dialog.replaceChildren(document.importNode(fresh, true));
    opened = url;
  }
  bar.hidden = true;
  dialog.showModal();
  dialog.querySelector('[name="kind"]:checked, [name="kind"]').focus();
}

const bar = document.createElement('div');
let chosen = null;
let picked = false; // the bar stands at a place, not at a selection

function offer() {
  const selection = getSelection();
  const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
  // A tap lets a selection fall; what it picked stays.
  if (!range && picked) return;
  picked = false;
  chosen = range?.intersectsNode(paper) ? placeOf(range) : null;
  bar.hidden = !chosen || Boolean(dialog?.open);
  if (!bar.hidden) standBelow(range.getBoundingClientRect());
}

function standBelow(box) {
  const page = document.documentElement;
  const left = Math.min(Math.max(box.left, 8), page.clientWidth - bar.offsetWidth - 8);
  bar.style.setProperty('left', `${left + scrollX}px`);
  bar.style.setProperty('top', `${box.bottom + scrollY + 10}px`);
}

let current = -1;

function pick(next) {
  clear();
  current = blocks().indexOf(next);
  next.classList.add('is-chosen');
  // Under a mouse the link beside the place is enough; a line of a drawn page has none, and a finger needs a word.
  if (!next.closest('svg') && matchMedia('(hover: hover)').matches) return;
  chosen = { block: next.dataset.block };
  picked = true;
  bar.hidden = false;
  standBelow(next.getBoundingClientRect());
}

// One link to comment is reachable by Tab at a time; J and K move it.
function choose(index) {
  const all = blocks();
  const next = all[Math.min(Math.max(index, 0), all.length - 1)];
  pick(next);
  const link = next.querySelector(':scope > .block-link') ?? next;
  link.tabIndex = 0;
  const text = ownTexts(next).map((node) => node.data).join('');
  link.setAttribute('aria-label', `${paper.dataset.comment}: ${text.slice(0, 120)}`);
  link.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
}

function clear() {
  for (const one of paper.querySelectorAll('.is-chosen')) one.classList.remove('is-chosen');
  for (const link of paper.querySelectorAll('.block-link')) link.tabIndex = -1;
  current = -1;
  chosen = null;
  picked = false;
  bar.hidden = true;
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (event.target.closest('input, textarea, select, dialog, [contenteditable]')) return;
  const steps = { KeyJ: 1, KeyK: -1 };
  if (steps[event.code]) choose(current < 0 ? 0 : current + steps[event.code]);
  else if (event.code === 'KeyC' && (chosen || current >= 0)) comment(chosen ?? { block: blocks()[current].dataset.block });
  else if (event.key === 'Escape') {
    clear();
    getSelection().removeAllRanges();
    return;
  } else return;
  event.preventDefault();
}

if (form) {
  paper.classList.add('is-annotated');
  bar.className = 'select-bar';
  bar.hidden = true;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'btn btn-primary';
  button.textContent = paper.dataset.comment;
  bar.append(button);
  document.body.append(bar);
  // A press must not take the selection away before the click is heard.
  bar.addEventListener('pointerdown', (event) => event.preventDefault());
  button.addEventListener('click', () => chosen && comment(chosen));
  let soon;
  document.addEventListener('selectionchange', () => {
    clearTimeout(soon);
    soon = setTimeout(offer, 150);
  });
  paper.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest('.block-link');
    const block = event.target.closest('[data-block]');
    if (link) {
      event.preventDefault();
      comment({ block: new URL(link.href).searchParams.get('block') });
    } else if (block && getSelection().isCollapsed && !event.target.closest('a, mark')) pick(block);
  });
  document.addEventListener('keydown', press);
  clear();
  const first = paper.querySelector('.block-link');
  if (first) first.tabIndex = 0;
  const keys = document.querySelector('.annotate-keys');
  if (keys) keys.hidden = !matchMedia('(hover: hover)').matches;
}
