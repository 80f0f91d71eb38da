// The reader's own choice of colours, kept in this browser only.
const root = document.documentElement;

for (const bar of document.querySelectorAll('[data-theme-switch]')) {
  const buttons = [...bar.querySelectorAll('[data-theme-set]')];
  const show = () => {
    for (const button of buttons) {
      button.setAttribute('aria-pressed', String(button.dataset.themeSet === (root.dataset.theme ?? '')));
    }
  };
  bar.hidden = false;
  show();
  bar.addEventListener('click', (event) => {
    const button = event.target.closest('[data-theme-set]');
    if (!button) return;
    const chosen = button.dataset.themeSet;
    if (chosen) root.dataset.theme = chosen;
    else delete root.dataset.theme;
    try {
      if (chosen) localStorage.setItem('theme', chosen);
      else localStorage.removeItem('theme');
    } catch {
      // storage is closed: the choice holds for this page
    }
    show();
  });
}
