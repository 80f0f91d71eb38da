// What is being written is kept: at once in this browser, two seconds later on the site, under the address of the form.
// The site numbers its saves, so a second window notices the first and nothing is overwritten unseen.
const TYPED = 300;
const IDLE = 2_000;
const LONGEST_WAIT = 15_000;
const AGAIN = [5_000, 10_000, 20_000, 40_000];
const DAYS = 30;
const WRITTEN = ['title', 'body', 'tags'];

const same = (one, other) => WRITTEN.every((name) => (one[name] ?? '') === (other[name] ?? ''));
const blank = (fields) => WRITTEN.every((name) => !fields[name]?.trim());

function forget(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // storage is closed: there is nothing to forget
  }
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

class Draft {
  constructor(form) {
    this.form = form;
    this.words = form.dataset;
    this.name = `draft:${this.words.draftOf}:${this.words.draft}`;
    this.sequence = Number(this.words.sequence);
    this.line = form.querySelector('[data-draft-line]');
    this.failures = 0;
    this.saved = this.read();
    this.dirty = false;
    this.quarrel = false;
  }

  read() {
    const fields = {};
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === 'string' && name !== 'csrf_token') fields[name] = value.replaceAll('\r\n', '\n');
    }
    return fields;
  }

  fill(fields) {
    for (const box of this.form.querySelectorAll('textarea[name], input[type="text"][name], select[name], input[type="hidden"][name="to"]')) {
      if (box.name in fields || WRITTEN.includes(box.name)) box.value = fields[box.name] ?? '';
    }
    for (const box of this.form.querySelectorAll('input[type="radio"]')) if (box.name in fields) box.checked = box.value === fields[box.name];
  }

  local() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.name));
      return kept?.fields && Date.now() - kept.at < DAYS * 86_400_000 ? kept : null;
    } catch {
      return null;
    }
  }

  keepHere() {
    try {
      const kept = { at: Date.now(), fields: this.read(), sequence: this.sequence };
      if (this.dirty) localStorage.setItem(this.name, JSON.stringify(kept));
      else forget(this.name);
    } catch {
      // storage is closed or full: the page itself still holds the text
    }
  }

  say(text, ...buttons) {
    if (!this.line) return;
    this.line.replaceChildren(text, ...buttons.flatMap((button) => [' ', button]));
    this.line.hidden = false;
  }

  hush() {
    this.line?.replaceChildren();
    if (this.line) this.line.hidden = true;
  }

  button(text, act) {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = 'btn btn-secondary';
    made.textContent = text;
    made.addEventListener('click', act);
    return made;
  }

  // What this browser kept because the site could not: the site's newer save, or its word that the text was sent, goes before it.
  begin() {
    const kept = this.local();
    if (!kept || blank(kept.fields) || same(kept.fields, this.saved)) return forget(this.name);
    const refused = document.querySelector('.error-summary');
    if (refused) {
      this.dirty = true;
      return this.later(IDLE);
    }
    if (kept.sequence === this.sequence) {
      this.fill(kept.fields);
      this.dirty = true;
      this.offer();
      return this.later(0);
    }
    if ('draftDone' in this.words) return forget(this.name);
    this.choose({ fields: this.saved, sequence: this.sequence, done: false }, kept.fields);
  }

  offer() {
    this.say(
      this.words.draftFound,
      this.button(this.words.draftDrop, () => {
        this.fill({});
        this.changed();
        this.hush();
        this.form.elements.body.focus();
        this.save();
      }),
    );
  }

  // Two texts, one place: the person decides, and until then neither is lost.
  choose(other, mine = this.read()) {
    this.quarrel = true;
    this.dirty = true;
    const settle = (fields, dirty) => {
      this.sequence = other.sequence;
      this.quarrel = false;
      this.fill(fields);
      this.dirty = dirty;
      this.saved = dirty ? other.fields : this.read();
      this.keepHere();
      this.hush();
      if (dirty) this.save();
      this.form.elements.body.focus();
    };
    const buttons = [this.button(this.words.draftMine, () => settle(mine, true))];
    if (!other.done) buttons.push(this.button(this.words.draftOther, () => settle(other.fields, false)));
    this.say(other.done ? this.words.draftSent : this.words.draftElsewhere, ...buttons);
  }

  changed() {
    this.dirty = true;
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.keepHere(), TYPED);
    if (!this.quarrel) this.later(Math.max(0, Math.min(IDLE, (this.first ??= Date.now()) + LONGEST_WAIT - Date.now())));
  }

  later(wait) {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.save(), wait);
  }

  async save(last = false) {
    clearTimeout(this.waiting);
    if (!this.dirty || this.quarrel || (this.saving && !last)) return;
    const fields = this.read();
    this.saving = true;
    this.first = undefined;
    try {
      const answer = await fetch(this.words.draft, {
        method: 'POST',
        keepalive: last,
        headers: { 'Content-Type': 'application/json', 'X-CSRFToken': this.form.elements.csrf_token.value },
        body: JSON.stringify({ sequence: this.sequence, fields }),
      });
      const said = await answer.json();
      if (answer.status === 409) this.choose(said);
      else if (answer.ok) this.done(said.sequence, fields);
      else this.failed(said.error);
    } catch {
      this.failed();
    }
    this.saving = false;
    if (this.dirty && !this.quarrel && !this.failures) this.later(IDLE);
  }

  done(sequence, fields) {
    const was = this.failures;
    this.sequence = sequence;
    this.failures = 0;
    this.saved = fields;
    this.dirty = !same(fields, this.read());
    this.keepHere();
    if (blank(fields)) return;
    const time = new Intl.DateTimeFormat(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' }).format();
    const text = this.words.draftSaved.replace('{time}', time);
    // What asks for a decision stays; a reader of screens hears of saving once a minute at most.
    if (was || !this.line?.querySelector('button')) this.say(text);
  }

  failed(reason) {
    this.keepHere();
    const wait = AGAIN[Math.min(this.failures, AGAIN.length - 1)];
    this.failures += 1;
    if (this.failures === 1 || reason) this.say(reason ? `${reason} ${this.words.draftHere}` : this.words.draftOffline);
    this.later(wait);
  }
}

const drafts = [...document.querySelectorAll('form[data-draft]')].map((form) => new Draft(form));
for (const draft of drafts) {
  forgetOthers(draft.words.draftOf);
  draft.begin();
  draft.form.addEventListener('input', () => draft.changed());
  draft.form.addEventListener('change', () => draft.changed());
  draft.form.addEventListener('submit', (event) => {
    if (event.submitter?.formAction.endsWith('/preview')) return;
    // Until the site says that it was sent, the text stays here too.
    clearTimeout(draft.waiting);
    draft.dirty = !blank(draft.read());
    draft.keepHere();
    draft.leaving = true;
  });
}
addEventListener('online', () => drafts.forEach((draft) => draft.save()));
addEventListener('pagehide', () => {
  for (const draft of drafts) {
    draft.keepHere();
    if (!draft.leaving) draft.save(true);
  }
});
// Back from another page as it was left: what it knows of the site is old, but nothing is being sent any more.
addEventListener('pageshow', (event) => {
  for (const draft of drafts) draft.leaving = false;
  if (event.persisted) drafts.forEach((draft) => draft.save());
});
