// Counts, second by second, the posts in view; nobody reads a page that is hidden or has stood still for three minutes.
import { reporter } from './report.js';

const TICK = 1_000;
const STANDS_STILL = 180_000;

const place = document.querySelector('[data-reading]');
const token = document.querySelector('#page-action input[name="csrf_token"]')?.value;

if (place && token && 'IntersectionObserver' in window) {
  const report = reporter(place.dataset.reading, token, Number(place.dataset.last));
  const inView = new Set();
  let moved = Date.now();

  // The lowest edge of the window does not count: a post that only looks in from below has not been seen.
  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const number = Number(target.id.slice(2));
      if (isIntersecting) inView.add(number);
      else inView.delete(number);
    }
  }, { rootMargin: '0px 0px -12% 0px' });
  for (const post of document.querySelectorAll('article.post[id^="p-"]')) watcher.observe(post);

  for (const sign of ['scroll', 'keydown', 'pointerdown']) {
    addEventListener(sign, () => { moved = Date.now(); }, { passive: true });
  }
  setInterval(() => {
    if (document.visibilityState !== 'visible' || Date.now() - moved > STANDS_STILL) return;
    for (const number of [...inView].sort((a, b) => b - a)) report.saw(number);
  }, TICK);
  addEventListener('pagehide', () => report.leave());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') report.leave();
    else moved = Date.now();
  });
}
