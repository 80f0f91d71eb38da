// Put words into a field so that «undo» takes them out again.
export const boxOf = (element) => element.closest('.composer')?.querySelector('textarea');

export function write(box, text, { from = box.selectionStart, to = box.selectionEnd } = {}) {
  box.focus();
  box.setSelectionRange(from, to);
  const before = box.value;
  if (document.execCommand?.('insertText', false, text) && box.value !== before) return;
  box.setRangeText(text, from, to, 'end');
  box.dispatchEvent(new Event('input', { bubbles: true }));
}

// A block of its own: an empty line before it and after it; the words to be replaced stay selected.
export function writeBlock(box, text, chosen = '') {
  const start = box.selectionStart;
  const before = box.value.slice(0, start);
  const after = box.value.slice(box.selectionEnd);
  const lead = !before || before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n';
  const tail = after.startsWith('\n\n') ? '' : after.startsWith('\n') ? '\n' : '\n\n';
  write(box, lead + text + tail);
  const place = chosen ? text.indexOf(chosen) : -1;
  if (place < 0) return;
  box.setSelectionRange(start + lead.length + place, start + lead.length + place + chosen.length);
}
