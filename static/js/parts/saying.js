// Says a short sentence to those who listen to the page and, unless quietly, shows it for a moment to those who look.
let line;

export function say(text, { quietly = false } = {}) {
  if (!line) {
    line = document.createElement('p');
    line.className = 'said';
    line.setAttribute('role', 'status');
    document.body.append(line);
  }
  line.textContent = '';
  // A region that has just been made, or says the same again, is not read out at once.
  setTimeout(() => {
    line.textContent = text;
    line.classList.toggle('is-shown', !quietly);
  }, 50);
  clearTimeout(line.waiting);
  line.waiting = setTimeout(() => line.classList.remove('is-shown'), 4000);
}

export const words = document.getElementById('topic-words')?.dataset ?? {};
