// Puts back the colours a reader chose before anything is drawn. A classic script: it must run before the page.
try {
  const chosen = localStorage.getItem('theme');
  if (chosen) document.documentElement.dataset.theme = chosen;
} catch {
  // storage is closed: the system's wish stands
}
