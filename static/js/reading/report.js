// Tells the server what was seen: at once when it is further than before, again after 5, 10, 20, 40 s when it failed,
// and when the page is left, in a way that outlives the page.
const PAUSES = [5_000, 10_000, 20_000, 40_000];
export const MOST_SECONDS = 60;

export function reporter(door, token, last) {
  let told = last;
  let seconds = new Map();
  let failures = 0;
  let waiting = 0;
  let sending = false;

  const furthest = () => Math.max(0, ...seconds.keys());
  const isNews = () => furthest() > told;
  const form = () => {
    const posts = Object.fromEntries([...seconds].sort(([a], [b]) => b - a).slice(0, 200));
    return new URLSearchParams({ csrf_token: token, posts: JSON.stringify(posts) });
  };

  async function send() {
    if (sending || waiting || !isNews()) return;
    sending = true;
    const reached = furthest();
    const batch = form();
    seconds = new Map();
    const answer = await fetch(door, { method: 'POST', body: batch, keepalive: true }).catch(() => null);
    sending = false;
    if (answer?.ok) {
      told = Math.max(told, reached);
      failures = 0;
    } else if (!answer || answer.status === 429 || answer.status >= 500) {
      seconds.set(reached, Math.max(1, seconds.get(reached) ?? 0));
      waiting = setTimeout(() => {
        waiting = 0;
        send();
      }, PAUSES[Math.min(failures, PAUSES.length - 1)]);
      failures += 1;
    } else told = Infinity; // signed out or no longer a reader: nothing more to say
  }

  return {
    saw(number) {
      seconds.set(number, Math.min(MOST_SECONDS, (seconds.get(number) ?? 0) + 1));
      if (number > told) send();
    },
    leave() {
      if (!isNews()) return;
      const reached = furthest();
      if (navigator.sendBeacon(door, form())) told = Math.max(told, reached);
    },
  };
}
