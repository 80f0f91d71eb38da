// «Спасибо» without leaving the page: the post is given anew with the names and the button as they are now.
import { say, words } from './saying.js';

const token = () => document.querySelector('#page-action input[name="csrf_token"]')?.value;

document.addEventListener('click', async (event) => {
  const button = event.target.closest('button[data-thanks]');
  if (!button) return;
  event.preventDefault();
  if (button.getAttribute('aria-busy') === 'true') return;
  button.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(button.formAction, { method: 'POST', headers: { 'HX-Request': 'true', 'X-CSRFToken': token() } });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const old = button.closest('.post');
    const fresh = document.adoptNode(page.querySelector('.post'));
    const had = old.contains(document.activeElement);
    old.replaceWith(fresh);
    if (had) fresh.querySelector('button[data-thanks]')?.focus({ preventScroll: true });
  } catch {
    button.removeAttribute('aria-busy');
    say(words.failed);
  }
});
