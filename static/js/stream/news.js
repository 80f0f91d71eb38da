// Says that new answers have come, and shows them without leaving the page. Asked for only while the page is looked at.
import { say } from '../parts/saying.js';
import { about, addressOf, hasLater, loadNews, numberOf, posts } from './posts.js';

const OFTEN = 20_000;
const SELDOM = 180_000;

let known = Number(about?.last);
let pause = OFTEN;
let waiting;
let asked = Date.now();
let line;

function button() {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = 'btn btn-primary';
  made.addEventListener('click', show);
  return made;
}

async function show() {
  if (hasLater()) {
    location.assign(addressOf(known + 1));
    return;
  }
  const pressed = line.querySelector('button');
  pressed.disabled = true;
  try {
    const fresh = await loadNews();
    line.replaceChildren();
    known = Math.max(known, ...[...posts()].map(numberOf));
    const link = fresh[0]?.querySelector('.post-link');
    fresh[0]?.scrollIntoView({ block: 'start' });
    link?.focus({ preventScroll: true });
    again(OFTEN);
  } catch {
    pressed.disabled = false;
    say(about.failed);
  }
}

function tell({ count, words }) {
  if (!count) return;
  const shown = line.querySelector('button') ?? button();
  if (shown.textContent === words) return;
  shown.textContent = words;
  if (!shown.isConnected) line.append(shown);
}

async function ask() {
  if (document.visibilityState !== 'visible') return;
  asked = Date.now();
  try {
    const answer = await fetch(`${about.news}?after=${known}`, { headers: { Accept: 'application/json' } });
    // No longer here for this reader: nothing more to ask.
    if ([401, 403, 404].includes(answer.status)) return;
    if (!answer.ok) throw new Error(String(answer.status));
    const said = await answer.json();
    pause = said.count ? OFTEN : Math.min(pause * 1.3, SELDOM);
    tell(said);
  } catch {
    pause = Math.min(pause * 2, SELDOM);
  }
  again(pause);
}

function again(after) {
  clearTimeout(waiting);
  pause = after;
  waiting = setTimeout(ask, after);
}

if (about?.news) {
  line = document.createElement('div');
  line.className = 'news';
  line.setAttribute('role', 'status');
  document.querySelector('.stream-frame').after(line);
  document.addEventListener('visibilitychange', () => {
    clearTimeout(waiting);
    // Whoever comes back is told soon, though never asked for more often than the rest.
    if (document.visibilityState === 'visible') waiting = setTimeout(ask, Math.max(1000, asked + OFTEN - Date.now()));
  });
  again(OFTEN);
}
