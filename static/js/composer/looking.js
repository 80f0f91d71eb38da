// How the text will look, cooked by the server: beside it where there is room, in its place on a phone.
import { boxOf } from './writing.js';

const PAUSE = 600;
const states = new WeakMap();

async function look(composer) {
  const state = states.get(composer);
  const box = boxOf(composer);
  const pane = composer.querySelector('.preview');
  if (state.shown === box.value) return;
  state.turn?.abort();
  state.turn = new AbortController();
  const form = composer.closest('form');
  const said = box.value;
  pane.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(state.address, {
      method: 'POST',
      headers: { 'HX-Request': 'true' },
      body: new URLSearchParams({ body: said, csrf_token: form.elements.csrf_token.value }),
      signal: state.turn.signal,
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    pane.replaceChildren(...page.body.childNodes);
    state.shown = said;
  } catch (error) {
    if (error.name === 'AbortError') return;
    pane.textContent = document.body.dataset.failed;
  }
  pane.removeAttribute('aria-busy');
}

function toggle(composer, button) {
  const on = button.getAttribute('aria-pressed') !== 'true';
  button.setAttribute('aria-pressed', on);
  composer.classList.toggle('is-looking', on);
  if (!states.has(composer)) states.set(composer, { address: button.formAction });
  const pane = composer.querySelector('.preview');
  pane.hidden = !on;
  if (on) look(composer);
  else boxOf(composer).focus();
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-look]');
  if (!button) return;
  event.preventDefault();
  toggle(button.closest('.composer'), button);
});

document.addEventListener('input', ({ target }) => {
  const composer = target.matches('textarea') && target.closest('.composer.is-looking');
  if (!composer) return;
  const state = states.get(composer);
  clearTimeout(state.waiting);
  state.waiting = setTimeout(look, PAUSE, composer);
});
