// Offers people while one types whom to write to; the field alone works too: names or usernames between commas.
const WAIT = 150;

function enhance(box) {
  const input = box.querySelector('input');
  const list = document.createElement('ul');
  const status = document.createElement('p');
  list.className = 'to-list';
  list.id = `${input.id}-people`;
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', box.dataset.label);
  list.hidden = true;
  status.className = 'sr-only';
  status.setAttribute('role', 'status');
  input.closest('.control').after(list, status);
  for (const [name, value] of [['role', 'combobox'], ['aria-controls', list.id], ['aria-expanded', 'false'], ['aria-autocomplete', 'list']]) input.setAttribute(name, value);
  let timer = 0;
  let asked = 0;
  let at = -1;

  const typed = () => input.value.slice(input.value.lastIndexOf(',') + 1).trim();
  const hide = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };
  const mark = (index) => {
    at = (index + list.children.length) % list.children.length;
    [...list.children].forEach((one, number) => one.setAttribute('aria-selected', String(number === at)));
    input.setAttribute('aria-activedescendant', list.children[at].id);
  };
  const take = (one) => {
    const before = input.value.slice(0, input.value.lastIndexOf(',') + 1);
    input.value = `${before}${before ? ' ' : ''}${one.dataset.value}, `;
    hide();
    input.focus();
    input.dispatchEvent(new Event('change', { bubbles: true }));
  };
  const show = (people) => {
    list.replaceChildren(...people.map((person, number) => {
      const one = document.createElement('li');
      const hint = document.createElement('span');
      one.id = `${list.id}-${number}`;
      one.setAttribute('role', 'option');
      one.setAttribute('aria-selected', 'false');
      one.dataset.value = `${person.full_name} @${person.username}`;
      one.append(person.full_name);
      hint.className = 'hint';
      hint.textContent = [person.school, `@${person.username}`].filter(Boolean).join(' · ');
      one.append(hint);
      one.addEventListener('pointerdown', (event) => {
        event.preventDefault();
        take(one);
      });
      return one;
    }));
    status.textContent = people.length ? box.dataset.found : box.dataset.none;
    list.hidden = !people.length;
    input.setAttribute('aria-expanded', String(people.length > 0));
    at = -1;
  };
  const ask = async () => {
    const words = typed();
    const turn = ++asked;
    if (words.length < 2 || words.includes('@') && !words.startsWith('@')) return hide();
    const answer = await fetch(`${box.dataset.to}?q=${encodeURIComponent(words)}`, { credentials: 'same-origin' }).catch(() => null);
    if (turn === asked && answer?.ok) show(await answer.json());
    return null;
  };

  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener('keydown', (event) => {
    if (list.hidden) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') mark(event.key === 'ArrowDown' ? at + 1 : at < 0 ? -1 : at - 1);
    else if (event.key === 'Enter' && at >= 0) take(list.children[at]);
    else if (event.key === 'Escape') hide();
    else return;
    event.preventDefault();
  });
  input.addEventListener('blur', hide);
}

document.querySelectorAll('[data-to]').forEach(enhance);
