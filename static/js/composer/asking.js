// A choice that changes a piece of the page («Увидят: …», the circles of an association): the same attributes as of
// htmx, whose sixteen kilobytes a form for text has no other need of.
const once = new WeakMap();

function asked(element) {
  const url = new URL(element.getAttribute('hx-get'), location.href);
  const fields = element.matches('select, input') ? [element] : element.querySelectorAll('select, input:checked');
  for (const field of fields) url.searchParams.set(field.name, field.value);
  return url;
}

async function renew(element) {
  once.get(element)?.abort();
  const turn = new AbortController();
  once.set(element, turn);
  const target = document.querySelector(element.getAttribute('hx-target'));
  const part = element.getAttribute('hx-select');
  try {
    const answer = await fetch(asked(element), { headers: part ? {} : { 'HX-Request': 'true' }, signal: turn.signal });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (part) target.replaceWith(document.importNode(page.querySelector(part), true));
    else target.replaceChildren(...page.body.childNodes);
  } catch (error) {
    if (error.name !== 'AbortError') target.textContent = document.body.dataset.failed;
  }
}

document.addEventListener('change', ({ target }) => {
  const element = target.closest('[hx-get][hx-trigger="change"]');
  // Where htmx itself is on the page, it does this.
  if (element && !document.documentElement.dataset.fragments) renew(element);
});
