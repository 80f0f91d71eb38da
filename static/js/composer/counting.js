// How long the text is, and a word in time when it is too long: nothing is sent that would only come back.
import { boxOf } from './writing.js';

const shown = new Intl.NumberFormat(document.documentElement.lang);
const points = (text) => [...text.normalize('NFC')].length;

function count(composer) {
  const line = composer.querySelector('[data-counter]');
  const box = boxOf(composer);
  if (!line || !box) return false;
  const { limit, words, over } = line.dataset;
  // Most texts are far below the limit; only near it is it worth counting letters of two halves.
  const length = box.value.length < limit * 0.5 ? box.value.length : points(box.value);
  const above = length - Number(limit);
  const near = length > limit * 0.9;
  line.textContent = above > 0
    ? over.replace('{number}', shown.format(above))
    : words.replace('{number}', shown.format(length)).replace('{limit}', shown.format(limit));
  line.hidden = !length;
  line.classList.toggle('is-over', above > 0);
  if (near) line.setAttribute('role', 'status');
  else line.removeAttribute('role');
  return above > 0;
}

const waiting = new WeakMap();

for (const kind of ['input', 'focusin']) {
  document.addEventListener(kind, ({ target }) => {
    const composer = target.matches?.('textarea') && target.closest('.composer');
    if (!composer) return;
    clearTimeout(waiting.get(composer));
    waiting.set(composer, setTimeout(count, kind === 'input' ? 250 : 0, composer));
  });
}

document.addEventListener('submit', (event) => {
  const long = [...event.target.querySelectorAll('.composer')].find(count);
  if (!long) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  boxOf(long).focus();
}, true);

for (const composer of document.querySelectorAll('.composer')) count(composer);
