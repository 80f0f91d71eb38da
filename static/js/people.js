// The card of a person beside her name: on hover, on focus, on the first tap; Escape closes it. Without it names are links.
const WAIT = 350;
const LEAVE = 250;
const NAMES = 'a.person-name[href^="/u/"], a.mention[href^="/u/"]';
const known = new Map();
let timer = 0;
let shown = null;

function fetched(path) {
  if (!known.has(path)) {
    known.set(path, fetch(`${path}/card`, { credentials: 'same-origin' }).then((answer) => (answer.ok ? answer.text() : '')).catch(() => ''));
  }
  return known.get(path);
}

function close() {
  clearTimeout(timer);
  if (!shown) return;
  shown.link.removeAttribute('aria-describedby');
  shown.card.remove();
  shown = null;
}

function place(card, link) {
  const at = link.getClientRects()[0] ?? link.getBoundingClientRect();
  const box = card.getBoundingClientRect();
  const left = Math.max(12, Math.min(at.left, document.documentElement.clientWidth - box.width - 12));
  const below = at.bottom + 6;
  const top = below + box.height < innerHeight || at.top < box.height + 6 ? below : at.top - box.height - 6;
  card.style.left = `${left}px`;
  card.style.top = `${top}px`;
}

async function open(link) {
  if (shown?.link === link) return;
  const path = new URL(link.href).pathname;
  const wanted = link;
  const html = await fetched(path);
  if (!html || !wanted.isConnected || !(wanted.matches(':hover') || wanted === document.activeElement || wanted === tapped)) return;
  close();
  const card = document.createElement('div');
  card.className = 'person-card';
  card.id = 'person-card';
  card.popover = 'manual';
  card.innerHTML = html;
  // Right behind the name, so that Tab goes from the one into the other; a span is as far as a line of text may hold it.
  (link.closest('.person, p, li, h1, h2, h3') ?? link).after(card);
  card.showPopover?.();
  place(card, link);
  link.setAttribute('aria-describedby', card.id);
  shown = { link, card };
  card.addEventListener('pointerenter', () => clearTimeout(timer));
  card.addEventListener('pointerleave', leave);
}

let tapped = null;
let finger = false;
document.addEventListener('pointerdown', (event) => { finger = event.pointerType === 'touch'; }, true);
const later = (link) => {
  clearTimeout(timer);
  timer = setTimeout(() => open(link), WAIT);
};
const leave = () => {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (shown && !shown.card.contains(document.activeElement) && shown.link !== document.activeElement) close();
  }, LEAVE);
};

document.addEventListener('pointerover', (event) => {
  const link = event.pointerType !== 'touch' && event.target.closest?.(NAMES);
  if (link) later(link);
});
document.addEventListener('pointerout', (event) => {
  if (event.pointerType !== 'touch' && event.target.closest?.(NAMES)) leave();
});
document.addEventListener('focusin', ({ target }) => {
  if (target.matches?.(NAMES) && target.matches(':focus-visible')) later(target);
  else if (shown && !shown.card.contains(target) && target !== shown.link) close();
});
document.addEventListener('click', (event) => {
  const link = event.target.closest(NAMES);
  if (link && finger && shown?.link !== link) {
    event.preventDefault();
    tapped = link;
    open(link);
  } else if (shown && !shown.card.contains(event.target)) {
    close();
  }
});
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || !shown) return;
  const { link, card } = shown;
  if (card.contains(document.activeElement)) link.focus();
  close();
});
addEventListener('scroll', () => shown && !shown.card.contains(document.activeElement) && close(), { passive: true });
