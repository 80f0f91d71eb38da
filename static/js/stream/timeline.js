// Where one is in a long topic: a slider beside the posts, by mouse, touch and keys; a change leads there.
import { about, addressOf, find, numberOf, stream } from './posts.js';
import { inView } from './scrolling.js';

const box = document.querySelector('[data-timeline]');
const slider = box?.querySelector('input');
const at = box?.querySelector('output');
let held = false;
let waiting = false;

function name(number) {
  const day = find(number)?.querySelector('.post-link time')?.textContent.replace(/,[^,]*$/, '');
  const place = about.of.replace('{number}', about.number.replace('{number}', number)).replace('{last}', slider.max);
  at.textContent = day ? `${place}, ${day}` : place;
  slider.setAttribute('aria-valuetext', at.textContent);
}

function show() {
  waiting = false;
  const post = held ? null : inView();
  if (!post) return;
  slider.value = numberOf(post);
  name(numberOf(post));
}

function later() {
  if (!waiting) requestAnimationFrame(show);
  waiting = true;
}

function go(number) {
  const post = find(number);
  if (post) post.scrollIntoView({ block: 'start' });
  else location.assign(addressOf(number));
}

if (box && stream) {
  box.hidden = false;
  slider.addEventListener('input', () => {
    held = true;
    name(Number(slider.value));
  });
  slider.addEventListener('change', () => {
    held = false;
    go(Number(slider.value));
  });
  addEventListener('scroll', later, { passive: true });
  show();
}
