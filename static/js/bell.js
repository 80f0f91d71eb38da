// For people who have signed in: the number beside the bell stays true while a page is open, and what is shown is read.
// Without this file the number is right on every page that is opened, and a notice is read by opening it.
const FIRST = 30_000;
const LONGEST = 600_000;
const bell = document.querySelector('.bell');
const title = document.title;
const token = document.querySelector('#page-action input[name="csrf_token"]')?.value;
let wait = FIRST;
let timer;
let asked = Date.now();
let seen = '';

function show({ unread, words }) {
  let badge = bell.querySelector('.bell-count');
  if (unread && !badge) {
    badge = document.createElement('span');
    badge.className = 'bell-count';
    badge.setAttribute('aria-hidden', 'true');
    bell.querySelector('.sr-only').before(badge);
  }
  if (badge) badge.textContent = unread < 100 ? unread : '99+';
  if (!unread) badge?.remove();
  bell.querySelector('.sr-only').textContent = words;
  document.title = unread ? `(${unread < 100 ? unread : '99+'}) ${title}` : title;
}

// What this page has before her: numbers of posts of a topic, or a lesson.
function shown() {
  const [, room, id] = location.pathname.match(/^\/(t|lessons)\/[^/]+\/(\d+)/) ?? [];
  if (room === 'lessons') return { lesson: id };
  const numbers = [...document.querySelectorAll('article.post[id^="p-"]')].map((one) => Number(one.id.slice(2)));
  return room && numbers.length ? { topic: id, first: Math.min(...numbers), last: Math.max(...numbers) } : null;
}

async function ask(path, body) {
  const answer = await fetch(path, { method: body ? 'POST' : 'GET', body, headers: { Accept: 'application/json' }, signal: AbortSignal.timeout(15_000) });
  if (answer.status === 401 || answer.redirected) return false;
  if (!answer.ok) throw new Error(answer.status);
  const said = await answer.json();
  show(said);
  return said;
}

async function read() {
  const what = shown();
  const name = JSON.stringify(what);
  if (!what || !token || name === seen || document.hidden) return;
  seen = name;
  await ask('/my/notifications/seen', new URLSearchParams({ ...what, csrf_token: token }));
}

async function look() {
  clearTimeout(timer);
  if (document.hidden) return;
  asked = Date.now();
  try {
    const before = bell.querySelector('.bell-count')?.textContent;
    const said = await ask('/my/notifications/count.json');
    if (!said) return;
    wait = FIRST;
    if (said.unread && String(said.unread) !== before) seen = '';
    if (said.unread) await read();
  } catch {
    wait = Math.min(wait * 2, LONGEST);
  }
  timer = setTimeout(look, wait);
}

if (bell) {
  bell.setAttribute('aria-live', 'off');
  const waiting = bell.querySelector('.bell-count')?.textContent;
  if (waiting) {
    document.title = `(${waiting}) ${title}`;
    read().catch(() => {});
  }
  timer = setTimeout(look, wait);
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && Date.now() - asked > 5000) look();
  });
}
