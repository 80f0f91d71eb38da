// A list of topics asks now and then whether something has been written since, and says so; nothing moves by itself.
const line = document.querySelector('[data-news]');
// On a phone the tabs are a line that scrolls: the one that is open must be in sight.
document.querySelector('.list-tabs [aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });

const SHORTEST = 40_000;
const LONGEST = 600_000;

if (line) {
  let pause = SHORTEST;
  let timer = 0;
  let said = 0;

  const later = () => {
    clearTimeout(timer);
    timer = document.visibilityState === 'visible' ? setTimeout(ask, pause) : 0;
  };

  async function ask() {
    const answer = await fetch(line.dataset.news, { headers: { Accept: 'application/json' } }).catch(() => null);
    const found = answer?.ok ? await answer.json().catch(() => null) : null;
    // Quiet lists are asked ever more seldom, and so is a server in trouble.
    pause = found && found.count !== said ? SHORTEST : Math.min(pause * 1.5, LONGEST);
    if (found && found.count !== said) say(found);
    later();
  }

  function say({ count, words }) {
    said = count;
    if (!count) {
      line.replaceChildren();
      return;
    }
    const link = document.createElement('a');
    link.className = 'btn btn-secondary';
    link.href = line.dataset.list;
    link.textContent = words;
    line.replaceChildren(link);
  }

  document.addEventListener('visibilitychange', () => {
    pause = SHORTEST;
    later();
  });
  later();
}
