// The pages beside come by themselves as one reads on; the links to them stay. The address follows the post in view.
import { say } from '../parts/saying.js';
import { about, addressOf, hasEarlier, hasLater, loadEarlier, loadLater, numberOf, stream } from './posts.js';

const AHEAD = 900;
const SETTLE_MS = 400;
const typing = () => document.activeElement?.closest('form.reply-form');

let earlier;
let failed = 0;
let seen = 0;
let settling;

// The first post that is not yet read to its end.
export function inView() {
  const box = stream.getBoundingClientRect();
  for (const y of [120, 180, 60, 240, 360]) {
    const post = document.elementFromPoint(box.left + 30, y)?.closest('.stream > .post');
    if (post) return post;
  }
  return null;
}

function follow() {
  const post = inView();
  if (!post || (scrollY < 80 && hasEarlier())) return;
  const address = scrollY < 80 ? about.base : addressOf(numberOf(post));
  if (decodeURI(location.pathname) !== decodeURI(address)) history.replaceState(history.state, '', address);
}

async function later() {
  const { bottom } = stream.getBoundingClientRect();
  // One who has gone past the posts, to the form below, must not find it moving away.
  if (!hasLater() || typing() || bottom < innerHeight / 2 || bottom > innerHeight + AHEAD || Date.now() < failed) return;
  try {
    const fresh = await loadLater();
    if (fresh.length) say(about.loaded.replace('{number}', about.number.replace('{number}', numberOf(fresh.at(-1)))), { quietly: true });
  } catch {
    failed = Date.now() + 10_000;
  }
}

async function sooner({ asked = false } = {}) {
  if (!hasEarlier() || (!asked && Date.now() < failed)) return;
  try {
    await loadEarlier();
    if (earlier && !hasEarlier()) earlier.remove();
  } catch {
    failed = Date.now() + 10_000;
    if (asked) say(about.failed);
  }
}

function offerEarlier() {
  earlier = document.createElement('p');
  earlier.className = 'stream-earlier';
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'btn btn-secondary';
  button.textContent = about.earlier;
  button.addEventListener('click', async () => {
    const first = stream.querySelector('.post');
    await sooner({ asked: true });
    if (!button.isConnected) first?.querySelector('.post-link')?.focus({ preventScroll: true });
  });
  earlier.append(button);
  stream.closest('.stream-frame').before(earlier);
}

function scrolled() {
  const up = scrollY < seen;
  seen = scrollY;
  if (up && stream.getBoundingClientRect().top > -AHEAD / 2) sooner();
  later();
  clearTimeout(settling);
  settling = setTimeout(follow, SETTLE_MS);
}

if (about && stream) {
  if (hasEarlier()) offerEarlier();
  seen = scrollY;
  addEventListener('scroll', scrolled, { passive: true });
}
