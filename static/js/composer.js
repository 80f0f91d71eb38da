// Pages with a form for text: toolbar, names after @, preview and «Увидят: …».
import '@github/markdown-toolbar-element';
import '@github/text-expander-element';
import './fragments.js';

const LIMIT = 8;
let waiting;

function option(person, number) {
  const line = document.createElement('li');
  line.role = 'option';
  line.id = `mention-${number}`;
  line.dataset.value = `@${person.username}`;
  line.textContent = person.full_name;
  const note = document.createElement('span');
  note.className = 'hint';
  note.textContent = [`@${person.username}`, person.school].filter(Boolean).join(' · ');
  line.append(note);
  return line;
}

async function people(address, text) {
  waiting?.abort();
  waiting = new AbortController();
  const url = new URL(address, location.href);
  url.searchParams.set('q', text);
  try {
    const answer = await fetch(url, { headers: { Accept: 'application/json' }, signal: waiting.signal });
    return answer.ok ? (await answer.json()).slice(0, LIMIT) : [];
  } catch {
    return [];
  }
}

async function suggest(address, text, name) {
  const found = text ? await people(address, text) : [];
  if (!found.length) return { matched: false };
  const list = document.createElement('ul');
  list.className = 'mentions';
  list.role = 'listbox';
  list.setAttribute('aria-label', name);
  list.append(...found.map(option));
  return { matched: true, fragment: list };
}

// A field of many lines may not be called a combobox; the names are still read out as the marked one changes.
function plain({ target }) {
  const field = target.querySelector('textarea');
  queueMicrotask(() => {
    for (const attribute of ['role', 'aria-expanded', 'aria-haspopup']) field.removeAttribute(attribute);
  });
}

for (const expander of document.querySelectorAll('text-expander[data-mentions]')) {
  expander.addEventListener('text-expander-activate', plain);
  expander.addEventListener('text-expander-change', ({ detail }) => {
    detail.provide(suggest(expander.dataset.mentions, detail.text, expander.dataset.label));
  });
  expander.addEventListener('text-expander-value', ({ detail }) => {
    detail.value = detail.item.dataset.value;
  });
}

// Ctrl+Enter publishes: the primary button of the form, as if pressed.
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest('.composer')?.closest('form');
  form?.querySelector('.btn-primary[type="submit"]')?.click();
});
