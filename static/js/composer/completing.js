// Names after @, # and : while one types. The list is a listbox the text field points into; how many were found is said.
let waiting;

function option(one, number) {
  const line = document.createElement('li');
  line.role = 'option';
  line.id = `offered-${number}`;
  line.dataset.value = one.value ?? `@${one.username}`;
  line.textContent = one.text ?? one.full_name;
  const note = document.createElement('span');
  note.className = 'hint';
  note.textContent = one.note ?? [`@${one.username}`, one.school].filter(Boolean).join(' · ');
  line.append(' ', note);
  return line;
}

async function offered(expander, key, text) {
  waiting?.abort();
  waiting = new AbortController();
  const url = new URL(expander.dataset.mentions, location.href);
  url.searchParams.set('key', key);
  url.searchParams.set('q', text);
  try {
    const answer = await fetch(url, { headers: { Accept: 'application/json' }, signal: waiting.signal });
    return answer.ok ? await answer.json() : [];
  } catch {
    return [];
  }
}

async function suggest(expander, key, text) {
  const all = key === ':' && expander.dataset.all === 'yes';
  const found = text || all ? await offered(expander, key, text) : [];
  const said = expander.closest('.composer')?.querySelector('[data-offered]');
  if (said) said.textContent = found.length ? said.dataset.offered.replace('{number}', found.length) : '';
  if (!found.length) return { matched: false };
  const list = document.createElement('ul');
  list.className = key === ':' ? 'mentions is-emoji' : 'mentions';
  list.role = 'listbox';
  list.setAttribute('aria-label', expander.dataset.label);
  list.append(...found.map(option));
  return { matched: true, fragment: list };
}

// A field of many lines may not be called a combobox; the names are still read out as the marked one changes.
function plain(expander) {
  const field = expander.querySelector('textarea');
  queueMicrotask(() => {
    for (const attribute of ['role', 'aria-expanded', 'aria-haspopup']) field.removeAttribute(attribute);
  });
}

const listen = (name, act) => {
  document.addEventListener(`text-expander-${name}`, (event) => {
    if (event.target.dataset.mentions) act(event.target, event.detail);
  }, true);
};
listen('activate', plain);
listen('deactivate', (expander) => delete expander.dataset.all);
listen('change', (expander, detail) => detail.provide(suggest(expander, detail.key, detail.text)));
listen('value', (_expander, detail) => {
  detail.value = detail.item.dataset.value;
});
listen('committed', (_expander, { input }) => input.dispatchEvent(new Event('input', { bubbles: true })));
