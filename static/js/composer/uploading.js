// Files pasted, dropped or chosen go to the server while one writes on: each has a line with how far it is and a way to
// stop it, and its place in the text is kept by a sign that the finished file replaces.
import { boxOf, write } from './writing.js';

const going = new Set();
const plain = (name) => name.replace(/[[\]()|<>`*_]/g, ' ');

function replace(box, from, to) {
  const place = box.value.indexOf(from);
  if (place < 0) return;
  const { selectionStart, selectionEnd } = box;
  const moved = (point) => (point > place ? Math.max(point + to.length - from.length, place) : point);
  box.setRangeText(to, place, place + from.length, 'preserve');
  box.setSelectionRange(moved(selectionStart), moved(selectionEnd));
  box.dispatchEvent(new Event('input', { bubbles: true }));
}

function line(composer, name, words, cancel) {
  const item = document.createElement('li');
  const label = document.createElement('span');
  label.setAttribute('role', 'status');
  label.textContent = words.uploading.replace('{name}', name);
  const bar = document.createElement('progress');
  bar.max = 100;
  bar.setAttribute('aria-label', label.textContent);
  const stop = document.createElement('button');
  stop.type = 'button';
  stop.className = 'btn btn-quiet';
  stop.textContent = words.cancel;
  stop.setAttribute('aria-label', `${words.cancel}: ${name}`);
  stop.addEventListener('click', cancel);
  item.append(label, bar, stop);
  composer.querySelector('[data-sending]').append(item);
  return { item, bar };
}

// A refusal stays until the next file or until it is put away.
function refuse({ item }, sentence, close) {
  const words = document.createElement('span');
  words.className = 'error';
  words.setAttribute('role', 'alert');
  words.textContent = sentence;
  const away = document.createElement('button');
  away.type = 'button';
  away.className = 'btn btn-quiet';
  away.textContent = close;
  away.addEventListener('click', () => item.remove());
  item.replaceChildren(words, away);
  item.classList.add('is-refused');
}

function answered(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return {};
  }
}

function send(box, file) {
  const composer = box.closest('.composer');
  const words = box.closest('[data-upload]').dataset;
  const name = plain(file.name || 'image.png').trim();
  const sign = `[${words.uploading.replace('{name}', name)} ${going.size + 1}]()`;
  const request = new XMLHttpRequest();
  const shown = line(composer, name, words, () => request.abort());
  const lead = box.selectionStart && !/\s$/.test(box.value.slice(0, box.selectionStart)) ? '\n\n' : '';
  write(box, `${lead}${sign}\n`);
  if (file.size > Number(words.max)) {
    replace(box, `${sign}\n`, '');
    refuse(shown, `${name}: ${words.large}`, words.close);
    return;
  }
  going.add(request);
  request.upload.addEventListener('progress', ({ loaded, total }) => {
    shown.bar.value = total ? (loaded / total) * 100 : 0;
  });
  request.addEventListener('loadend', () => {
    going.delete(request);
    const { markdown, error } = answered(request);
    if (request.status === 201 && markdown) {
      replace(box, sign, markdown);
      shown.item.remove();
      return;
    }
    replace(box, `${sign}\n`, '');
    // Stopped on purpose: there is nothing to explain.
    if (!request.status && request.stopped) shown.item.remove();
    else refuse(shown, error ? `${name}: ${error}` : words.refused.replace('{name}', name), words.close);
  });
  request.addEventListener('abort', () => {
    request.stopped = true;
  });
  const body = new FormData();
  body.append('csrf_token', composer.closest('form').elements.csrf_token.value);
  body.append('file', file, file.name || 'image.png');
  request.open('POST', words.upload);
  request.setRequestHeader('Accept', 'application/json');
  request.send(body);
}

function take(box, files) {
  for (const old of box.closest('.composer').querySelectorAll('.is-refused')) old.remove();
  for (const file of files) send(box, file);
}

const field = (target) => {
  const composer = target.closest?.('.composer');
  const box = composer?.querySelector('[data-upload] textarea');
  return box && target.closest('.composer-box') ? box : null;
};

document.addEventListener('paste', (event) => {
  const box = field(event.target);
  const files = event.clipboardData?.files;
  // A table copied from a document brings a picture of itself along: the words are meant.
  if (!box || !files?.length || event.clipboardData.types.includes('text/plain')) return;
  event.preventDefault();
  take(box, files);
});

for (const kind of ['dragenter', 'dragover', 'dragleave', 'drop']) {
  document.addEventListener(kind, (event) => {
    const box = field(event.target);
    if (!box || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    box.closest('.composer-box').classList.toggle('is-over', kind === 'dragenter' || kind === 'dragover');
    if (kind === 'drop') take(box, event.dataTransfer.files);
  });
}

document.addEventListener('click', ({ target }) => {
  const tool = target.closest('[data-md-button="x-file"]');
  const box = tool && boxOf(tool);
  if (!box) return;
  const chooser = document.createElement('input');
  chooser.type = 'file';
  chooser.multiple = true;
  chooser.addEventListener('change', () => take(box, chooser.files));
  chooser.click();
});

document.addEventListener('submit', (event) => {
  const composer = going.size && [...event.target.querySelectorAll('.composer')].find((one) => one.querySelector('[data-sending] progress'));
  if (!composer) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const words = composer.querySelector('[data-upload]').dataset.wait;
  composer.querySelector('[data-sending] [role="status"]').textContent = words;
}, true);
