// «Ответить» and «Цитировать» under a post fill the form at the end of the stream; without it they are links to a form.
const form = document.querySelector('form.reply-form');

function insert(box, text) {
  const before = box.value.slice(0, box.selectionStart);
  const gap = before && !before.endsWith('\n\n') ? '\n\n' : '';
  box.setRangeText(gap + text, box.selectionStart, box.selectionEnd, 'end');
  box.dispatchEvent(new Event('input', { bubbles: true }));
}

function selectedIn(post) {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return '';
  const said = post.querySelector('[data-said]');
  return said?.contains(selection.getRangeAt(0).commonAncestorContainer) ? selection.toString().trim() : '';
}

function answer(to) {
  form.elements.to.value = to;
  let line = form.querySelector('.reply-to');
  if (!line) {
    line = document.createElement('p');
    line.className = 'reply-to hint';
    line.setAttribute('role', 'status');
    form.querySelector('.composer').before(line);
  }
  const drop = document.createElement('button');
  drop.type = 'button';
  drop.className = 'btn btn-quiet';
  drop.textContent = form.dataset.replyDrop;
  drop.addEventListener('click', () => {
    form.elements.to.value = '';
    line.remove();
    form.elements.body.focus();
  });
  line.replaceChildren(form.dataset.replyTo.replace('{number}', to), ' ', drop);
}

// The server knows the whole text as it was typed; its page with the quotation is read for it.
async function quotation(address) {
  const answer = await fetch(address, { headers: { Accept: 'text/html' } });
  if (!answer.ok) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  return page.querySelector('textarea[name="body"]').value;
}

function attributed(words, { author, number, quote }) {
  const name = author.replace(/[[\]()\\`*_]/g, '');
  return `> [${name}, ${form.dataset.number.replace('{number}', number)}](${quote})\n>\n> ${words.replace(/\n/g, '\n> ')}\n\n`;
}

document.addEventListener('click', async (event) => {
  const link = event.target.closest('[data-reply], [data-quote]');
  if (!form || !link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const { reply, quote, number } = link.dataset;
  const box = form.elements.body;
  if (quote) {
    const words = selectedIn(link.closest('.post'));
    try {
      insert(box, words ? attributed(words, link.dataset) : await quotation(link.href));
    } catch {
      location.assign(link.href);
      return;
    }
  }
  answer(reply ?? number);
  form.scrollIntoView({ block: 'start' });
  box.focus({ preventScroll: true });
});
