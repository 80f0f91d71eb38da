// Comments beside their places: in the right margin joined by a thin line; on phones a numbered mark opens a sheet.
// Without this file the comments stand under the document and link to their places.
import { stackTables } from './parts/tables.js';

const SVG = 'http://www.w3.org/2000/svg';
const GAP = 12;
const INSET = 10;
// Pixels a comment may be pushed from its place before all but the chosen one are folded, and before its line pales.
const NEAR = 160;
// Pixels from where even folded comments are no longer beside their places: they become a list that scrolls by itself.
const FAR = 700;
const kindOf = (comment) => [...comment.classList].find((name) => name.startsWith('kind-')) ?? '';

class Margin {
  // The style sheet decides by the room there is: two columns, or one.
  get wide() {
    return getComputedStyle(this.layout).gridTemplateColumns.split(' ').length > 1;
  }

  constructor(layout) {
    this.layout = layout;
    this.side = layout.querySelector('.doc-margin');
    this.paper = layout.querySelector('.doc');
    this.lines = document.createElementNS(SVG, 'svg');
    this.lines.classList.add('doc-lines');
    this.lines.setAttribute('aria-hidden', 'true');
    layout.append(this.lines);
    this.pairs = this.join();
    this.listen();
    this.fold();
    this.chooseByAddress();
  }

  // The address of a comment (a notice, a link in the discussion) opens it.
  chooseByAddress() {
    const pair = this.pairs.find(({ comment }) => `#${comment.id}` === location.hash);
    if (!pair) return;
    this.activate(pair);
    if (this.wide) pair.block.scrollIntoView({ block: 'center' });
  }

  // Folds the comments that are not chosen where all of them open would stand far from their places.
  fold() {
    const read = this.side.scrollTop;
    this.layout.classList.remove('is-crowded', 'is-list');
    this.place();
    if (!this.wide || this.farthest <= NEAR) return;
    this.layout.classList.add('is-crowded');
    this.place();
    if (this.farthest <= FAR) return;
    this.layout.classList.add('is-list');
    this.place();
    this.side.scrollTop = read;
  }

  join() {
    const pairs = [];
    for (const comment of this.side.querySelectorAll('.comment[data-block]')) {
      const block = document.getElementById(comment.dataset.block);
      if (!block) continue;
      const kind = kindOf(comment);
      const line = document.createElementNS(SVG, 'path');
      if (kind) line.classList.add(kind);
      this.lines.append(line);
      block.classList.add('has-comment');
      if (kind && !kindOf(block)) block.classList.add(kind);
      pairs.push({ comment, block, line, mark: this.mark(comment, block, kind) });
    }
    return pairs.sort((a, b) => (a.block.compareDocumentPosition(b.block) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  }

  mark(comment, block, kind) {
    const there = this.paper.querySelector(`.place-mark[href="#${comment.id}"]`);
    if (there) return there;
    const mark = document.createElement('a');
    mark.className = `place-mark ${kind}`;
    mark.href = `#${comment.id}`;
    mark.textContent = comment.querySelector('.comment-number')?.textContent ?? '';
    mark.setAttribute('aria-label', comment.getAttribute('aria-label') ?? '');
    const home = block.matches('tr') ? block.cells[0] : block;
    const place = home.matches('table') ? home.parentElement : home;
    const last = [...place.children].findLast((child) => child.matches('.place-mark'));
    if (last) last.after(mark);
    else place.prepend(mark);
    return mark;
  }

  listen() {
    // A press gives focus before it is let go: the comment must not move from under the finger, the click comes after.
    let pressed = false;
    document.addEventListener('pointerdown', () => (pressed = true), true);
    for (const end of ['pointerup', 'pointercancel']) document.addEventListener(end, () => (pressed = false), true);
    for (const pair of this.pairs) {
      pair.mark.addEventListener('click', (event) => this.open(event, pair));
      pair.comment.addEventListener('click', () => this.activate(pair));
      pair.comment.addEventListener('focusin', () => pressed || this.activate(pair));
    }
    addEventListener('hashchange', () => this.chooseByAddress());
    const room = new ResizeObserver(() => requestAnimationFrame(() => this.fold()));
    room.observe(this.paper);
    const watch = new ResizeObserver(() => requestAnimationFrame(() => this.place()));
    for (const { comment } of this.pairs) watch.observe(comment);
    watch.observe(this.layout);
  }

  open(event, pair) {
    event.preventDefault();
    this.activate(pair);
    if (this.wide) pair.comment.focus({ preventScroll: true });
    else this.sheet(pair);
  }

  sheet({ comment, mark }) {
    const home = document.createComment('');
    const sheet = document.createElement('dialog');
    sheet.className = 'dialog sheet';
    sheet.setAttribute('aria-label', comment.getAttribute('aria-label') ?? '');
    comment.replaceWith(home);
    const close = document.createElement('form');
    close.method = 'dialog';
    close.className = 'sheet-close';
    const button = document.createElement('button');
    button.className = 'btn btn-secondary';
    button.textContent = this.layout.dataset.close ?? '×';
    close.append(button);
    sheet.append(comment, close);
    sheet.addEventListener('click', (press) => press.target === sheet && sheet.close());
    sheet.addEventListener('close', () => {
      home.replaceWith(comment);
      sheet.remove();
      mark.focus();
    });
    document.body.append(sheet);
    sheet.showModal();
  }

  activate(chosen) {
    if (this.active === chosen) return;
    this.active = chosen;
    for (const pair of this.pairs) {
      for (const part of [pair.comment, pair.block, pair.line]) part.classList.toggle('is-active', pair === chosen);
    }
    this.place();
    if (this.layout.classList.contains('is-list')) {
      for (const part of [chosen.comment, chosen.block]) part.scrollIntoView({ block: 'nearest' });
    }
  }

  place() {
    const beside = this.wide && !this.layout.classList.contains('is-list');
    this.layout.classList.toggle('is-placed', beside);
    if (!beside) {
      this.lines.replaceChildren();
      this.side.style.minHeight = '';
      this.lines.removeAttribute('style');
      return;
    }
    const frame = this.layout.getBoundingClientRect();
    const side = this.side.getBoundingClientRect();
    const start = this.firstFree(side);
    const wanted = this.pairs.map(({ block }) => block.getBoundingClientRect().top - side.top);
    const heights = this.pairs.map(({ comment }) => comment.offsetHeight);
    const tops = settle(wanted, heights, start, this.pairs.indexOf(this.active));
    this.farthest = Math.max(0, ...tops.map((top, i) => Math.abs(top - Math.max(wanted[i], start))));
    this.pairs.forEach(({ comment }, i) => comment.style.setProperty('--y', `${tops[i]}px`));
    this.side.style.minHeight = `${Math.max(0, ...tops.map((top, i) => top + heights[i]))}px`;
    this.draw(frame, side, tops);
  }

  firstFree(side) {
    const still = [...this.side.children].filter((child) => !child.matches('.comment[data-block]'));
    return still.reduce((low, child) => Math.max(low, child.getBoundingClientRect().bottom - side.top + GAP), 0);
  }

  draw(frame, side, tops) {
    this.lines.replaceChildren(...this.pairs.map(({ line }) => line));
    // The drawing covers the gutter alone, from just inside the paper to the comments.
    const edge = this.paper.getBoundingClientRect().right - INSET;
    const end = side.left - edge;
    this.lines.style.left = `${edge - frame.left}px`;
    this.lines.style.width = `${end}px`;
    this.pairs.forEach(({ block, line }, i) => {
      const from = block.getBoundingClientRect().top - frame.top + 14;
      const to = side.top - frame.top + tops[i] + 24;
      const bend = (INSET + end) / 2;
      line.setAttribute('d', `M0 ${from}H${INSET}C${bend} ${from} ${bend} ${to} ${end} ${to}`);
      line.classList.toggle('is-far', Math.abs(to - from) > NEAR);
    });
  }
}

// Tops of the boxes: each at its wish when free, pushed down by the one above; the chosen one stands at
// its wish when those above it find room.
export function settle(wanted, heights, start, chosen) {
  const tops = [];
  wanted.forEach((wish, i) => {
    const free = i ? tops[i - 1] + heights[i - 1] + GAP : start;
    tops.push(Math.max(wish, free));
  });
  if (chosen < 0) return tops;
  const above = heights.slice(0, chosen).reduce((sum, height) => sum + height + GAP, start);
  tops[chosen] = Math.max(wanted[chosen], above);
  for (let i = chosen - 1; i >= 0; i -= 1) tops[i] = Math.min(tops[i], tops[i + 1] - heights[i] - GAP);
  for (let i = chosen + 1; i < tops.length; i += 1) tops[i] = Math.max(wanted[i], tops[i - 1] + heights[i - 1] + GAP);
  return tops;
}

stackTables();
for (const layout of document.querySelectorAll('.doc-layout')) {
  if (layout.querySelector('.doc') && layout.querySelector('.doc-margin')) new Margin(layout);
}
