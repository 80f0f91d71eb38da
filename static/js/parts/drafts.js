// What is being typed is copied into this browser until it has been published, so nothing is lost with the page.
// Kept for thirty days, under the address of the form; never where the form came back with errors (it is full already).
const DAYS = 30;
const key = (form) => `draft:${form.dataset.draftOf}:${form.dataset.draft}`;
const words = (form) => [...form.querySelectorAll('textarea[name], input[type="text"][name]')];

function read(form) {
  try {
    const kept = JSON.parse(localStorage.getItem(key(form)));
    return kept && Date.now() - kept.at < DAYS * 86_400_000 ? kept.fields : null;
  } catch {
    return null;
  }
}

function forget(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // storage is closed: there is nothing to forget
  }
}

function keep(form) {
  const fields = Object.fromEntries(words(form).map((box) => [box.name, box.value]));
  try {
    if (fields.body?.trim()) localStorage.setItem(key(form), JSON.stringify({ at: Date.now(), fields }));
    else forget(key(form));
  } catch {
    // storage is closed or full: the page itself still holds the text
  }
}

function offer(form, fields) {
  const line = document.createElement('p');
  line.className = 'hint';
  line.setAttribute('role', 'status');
  const drop = document.createElement('button');
  drop.type = 'button';
  drop.className = 'btn btn-quiet';
  drop.textContent = form.dataset.draftDrop;
  drop.addEventListener('click', () => {
    for (const box of words(form)) if (box.value === fields[box.name]) box.value = '';
    forget(key(form));
    line.remove();
    form.elements.body.focus();
  });
  line.append(form.dataset.draftFound, ' ', drop);
  form.prepend(line);
}

// On a computer of the teachers' room the next person must not find the words of the one before.
function forgetOthers(person) {
  try {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith('draft:') && !name.startsWith(`draft:${person}:`)) forget(name);
    }
  } catch {
    // storage is closed
  }
}

// A form that was sent and has not come back with errors has been published.
const refused = document.querySelector('.error-summary');
try {
  const sent = sessionStorage.getItem('sent');
  sessionStorage.removeItem('sent');
  if (sent && !refused && document.querySelector('.stream')) forget(sent);
} catch {
  // storage is closed
}

for (const form of document.querySelectorAll('form[data-draft]')) {
  forgetOthers(form.dataset.draftOf);
  const fields = refused ? null : read(form);
  if (fields?.body && !form.elements.body.value) {
    for (const box of words(form)) if (!box.value) box.value = fields[box.name] ?? '';
    offer(form, fields);
  }
  let waiting;
  form.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => keep(form), 500);
  });
  form.addEventListener('submit', (event) => {
    clearTimeout(waiting);
    keep(form);
    if (event.submitter?.formAction.endsWith('/preview')) return;
    try {
      sessionStorage.setItem('sent', key(form));
    } catch {
      // storage is closed
    }
  });
}
