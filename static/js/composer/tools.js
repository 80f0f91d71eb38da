// Tools the toolbar of GitHub has not: table, formula, folded part, code, emoji; and the keys of all of them.
import { boxOf, write, writeBlock } from './writing.js';

const KEYS = { KeyB: 'bold', KeyI: 'italic', KeyK: 'link' };
const picked = (box) => box.value.slice(box.selectionStart, box.selectionEnd);

const TOOLS = {
  'x-table': (box, words) => {
    const [one, two] = words.split('|');
    writeBlock(box, `| ${one} | ${two} |\n|---|---|\n|  |  |\n|  |  |`, one);
  },
  'x-formula': (box) => {
    const chosen = picked(box) || 'a^2 + b^2 = c^2';
    if (chosen.includes('\n')) return writeBlock(box, `$$\n${chosen}\n$$`, chosen);
    const start = box.selectionStart + 1;
    write(box, `$${chosen}$`);
    return box.setSelectionRange(start, start + chosen.length);
  },
  'x-details': (box, words) => {
    const [title, inside] = words.split('|');
    writeBlock(box, `[details="${title}"]\n${picked(box) || inside}\n[/details]`, title);
  },
  'x-code': (box) => {
    const chosen = picked(box);
    if (chosen && !chosen.includes('\n')) return write(box, `\`${chosen}\``);
    return writeBlock(box, `\`\`\`python\n${chosen}\n\`\`\``, 'python');
  },
  'x-emoji': (box) => {
    const expander = box.closest('text-expander');
    const before = box.value[box.selectionStart - 1];
    expander.dataset.all = 'yes';
    write(box, before && !/\s/.test(before) ? ' :' : ':', { from: box.selectionEnd });
  },
};

document.addEventListener('click', ({ target }) => {
  const tool = target.closest('.tool[data-md-button]');
  const act = TOOLS[tool?.dataset.mdButton];
  const box = tool && boxOf(tool);
  if (act && box) act(box, tool.dataset.words ?? '');
});

document.addEventListener('keydown', (event) => {
  const form = (event.ctrlKey || event.metaKey) && event.target.closest('.composer')?.closest('form');
  if (!form || event.altKey || event.shiftKey) return;
  // Ctrl+Enter publishes: the primary button of the form, as if pressed.
  if (event.key === 'Enter') form.querySelector('.btn-primary[type="submit"]')?.click();
  const style = event.target.matches('textarea') && KEYS[event.code];
  if (!style) return;
  event.preventDefault();
  event.target.closest('.composer').querySelector(`[data-md-button="${style}"]`)?.click();
});
