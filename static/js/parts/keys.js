// The key «/» (also where it lies in the Russian and Kazakh layouts: «.») goes to the search, unless one is typing.
const typing = (element) => element.closest('input, textarea, select, [contenteditable]');

document.addEventListener('keydown', (event) => {
  if (event.key !== '/' && event.code !== 'Slash') return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || typing(event.target)) return;
  const box = document.querySelector('[data-search]');
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});
