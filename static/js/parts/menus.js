// A menu (<details class="menu">) closes when one looks elsewhere: a press outside, Escape, focus leaving.
const open = () => document.querySelectorAll('details.menu[open]');

document.addEventListener('click', ({ target }) => {
  for (const menu of open()) if (!menu.contains(target)) menu.open = false;
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  for (const menu of open()) {
    menu.open = false;
    if (menu.contains(document.activeElement)) menu.querySelector('summary').focus();
  }
});

document.addEventListener('focusin', ({ target }) => {
  for (const menu of open()) if (!menu.contains(target)) menu.open = false;
});
