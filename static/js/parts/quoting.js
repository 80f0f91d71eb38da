// Words selected in a post can be quoted at once: a button beside them, the next stop of Tab after the post's text.
import { form, respond } from './answering.js';
import { words } from './saying.js';

const SETTLE_MS = 200;
const GAP = 8;
// Fingers have handles of their own under the selected words.
const HANDLES = 28;

let button;
let pressed = false;
let settling;

function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const place = range.commonAncestorContainer;
  const said = (place.nodeType === Node.ELEMENT_NODE ? place : place.parentElement).closest('[data-said]');
  const link = said?.closest('.post').querySelector('[data-quote]');
  const text = selection.toString().trim();
  return link && text ? { said, link, text, range } : null;
}

function hide() {
  button?.remove();
  button = null;
}

function show({ said, link, text, range }) {
  hide();
  button = document.createElement('button');
  button.type = 'button';
  button.className = 'btn btn-primary quote-here';
  button.textContent = words.quoting;
  // The selection must outlive the press.
  button.addEventListener('pointerdown', (event) => event.preventDefault());
  button.addEventListener('click', () => {
    hide();
    respond(link, text);
  });
  said.after(button);
  const post = said.closest('.post').getBoundingClientRect();
  const lines = [...range.getClientRects()];
  const touched = matchMedia('(pointer: coarse)').matches;
  const line = lines.at(touched ? -1 : 0) ?? said.getBoundingClientRect();
  const top = touched ? line.bottom + GAP + HANDLES : line.top - GAP - button.offsetHeight;
  const left = Math.min(line.right - post.left - button.offsetWidth / 2, post.width - button.offsetWidth - GAP);
  button.style.top = `${top - post.top}px`;
  button.style.left = `${Math.max(left, GAP)}px`;
}

function look() {
  if (button && document.activeElement === button) return;
  const found = pressed ? null : selected();
  if (found) show(found);
  else hide();
}

function later() {
  clearTimeout(settling);
  settling = setTimeout(look, SETTLE_MS);
}

if (form) {
  document.addEventListener('selectionchange', later);
  document.addEventListener('pointerdown', ({ target }) => {
    pressed = target !== button;
  });
  for (const end of ['pointerup', 'pointercancel']) {
    document.addEventListener(end, () => {
      pressed = false;
      later();
    });
  }
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') hide();
    // Where nothing has the focus, browsers differ about what Tab after a selection leads to.
    if (event.key === 'Tab' && !event.shiftKey && button && document.activeElement === document.body) {
      event.preventDefault();
      button.focus();
    }
  });
}
