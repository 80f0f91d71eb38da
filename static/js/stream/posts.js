// The posts that stand on the page, and the pages of the topic around them.
export const about = document.getElementById('topic-words')?.dataset;
export const stream = document.querySelector('section.stream');

const loaded = { first: Number(about?.page), last: Number(about?.page) };
const pages = { last: Number(about?.pages) };
const waiting = new Map();

export const numberOf = (post) => Number(post.id.slice(2));
export const find = (number) => document.getElementById(`p-${number}`);
export const posts = () => stream.querySelectorAll(':scope > .post');
export const hasEarlier = () => loaded.first > 1;
export const hasLater = () => loaded.last < pages.last;

export function addressOf(number) {
  return number > 1 ? `${about.base}/${number}` : about.base;
}

async function fetched(page) {
  const answer = await fetch(page > 1 ? `${about.base}?page=${page}` : about.base, { headers: { Accept: 'text/html' } });
  if (!answer.ok) throw new Error(String(answer.status));
  const there = new DOMParser().parseFromString(await answer.text(), 'text/html');
  pages.last = Number(there.getElementById('topic-words').dataset.pages);
  return [...there.querySelectorAll('section.stream > .post')].filter((post) => !find(numberOf(post)));
}

// One request a page at a time, however often it is asked for.
function once(page, work) {
  if (!waiting.has(page)) waiting.set(page, work().finally(() => waiting.delete(page)));
  return waiting.get(page);
}

export function loadLater() {
  const page = loaded.last + 1;
  return once(page, async () => {
    const fresh = await fetched(page);
    stream.append(...fresh.map((post) => document.adoptNode(post)));
    loaded.last = page;
    stream.dispatchEvent(new Event('stream:grown'));
    return fresh;
  });
}

export function loadEarlier() {
  const page = loaded.first - 1;
  return once(page, async () => {
    const fresh = await fetched(page);
    const mark = posts()[0];
    const before = mark?.getBoundingClientRect().top ?? 0;
    stream.prepend(...fresh.map((post) => document.adoptNode(post)));
    loaded.first = page;
    // What is being read stays where it is, also in browsers that do not see to it themselves.
    const moved = (mark?.getBoundingClientRect().top ?? 0) - before;
    if (moved) scrollBy({ top: moved, behavior: 'instant' });
    stream.dispatchEvent(new Event('stream:grown'));
    return fresh;
  });
}

// What has been written since: the rest of the last page on show, then the pages after it.
export async function loadNews() {
  const fresh = await once('news', async () => {
    const rest = await fetched(loaded.last);
    stream.append(...rest.map((post) => document.adoptNode(post)));
    return rest;
  });
  while (hasLater()) fresh.push(...(await loadLater()));
  stream.dispatchEvent(new Event('stream:grown'));
  return fresh;
}
