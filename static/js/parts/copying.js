// «Скопировать ссылку» in the menu of a post; without this file it is the link itself.
import { say, words } from './saying.js';

document.addEventListener('click', async (event) => {
  const link = event.target.closest('a[data-copy]');
  if (!link || !navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  try {
    await navigator.clipboard.writeText(decodeURI(link.href));
  } catch {
    location.assign(link.href);
    return;
  }
  const menu = link.closest('details.menu');
  if (menu) {
    menu.open = false;
    menu.querySelector('summary').focus();
  }
  say(words.copied);
});
