// A field for files says what was chosen and how large it is, and takes files dropped on it.
const MEGABYTE = 1024 * 1024;

function size(bytes, words) {
  const large = bytes >= MEGABYTE;
  const number = bytes / (large ? MEGABYTE : 1024);
  const shown = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: large ? 1 : 0 });
  return `${shown.format(Math.max(number, large ? 0 : 1))} ${large ? words.mb : words.kb}`;
}

for (const box of document.querySelectorAll('[data-drop]')) {
  const input = box.querySelector('input[type="file"]');
  const names = box.querySelector('[data-file-names]');
  const words = names.dataset;
  const say = () => {
    const chosen = [...input.files].map((file) => `${file.name} · ${size(file.size, words)}`);
    names.textContent = chosen.join(' · ') || words.empty;
  };
  say();
  input.addEventListener('change', say);
  for (const kind of ['dragenter', 'dragover']) {
    box.addEventListener(kind, (event) => {
      event.preventDefault();
      box.classList.add('is-over');
    });
  }
  for (const kind of ['dragleave', 'drop']) {
    box.addEventListener(kind, () => box.classList.remove('is-over'));
  }
  box.addEventListener('drop', (event) => {
    event.preventDefault();
    const dropped = new DataTransfer();
    for (const file of [...event.dataTransfer.files].slice(0, input.multiple ? undefined : 1)) dropped.items.add(file);
    if (!dropped.files.length) return;
    input.files = dropped.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  });
}
