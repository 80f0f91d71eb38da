// A form with a file says how far the sending is, and keeps the file chosen when the answer is a refusal.
// Without this file the form is sent as any other.
for (const form of document.querySelectorAll('form[data-upload]')) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!form.dataset.sending) send(form);
  });
}

function send(form) {
  const words = form.dataset;
  const file = form.querySelector('input[type="file"]').files[0];
  tidy(form);
  if (file && file.size > Number(words.max)) {
    say(form, words.large);
    return;
  }
  const request = new XMLHttpRequest();
  const shown = show(form);
  words.sending = 'yes';
  request.upload.addEventListener('progress', ({ loaded, total }) => shown(total ? (loaded / total) * 100 : 0));
  request.addEventListener('loadend', () => {
    delete words.sending;
    form.querySelector('.upload-progress')?.remove();
    answered(form, request);
  });
  request.open('POST', form.action);
  request.setRequestHeader('Accept', 'application/json, text/html;q=0.5');
  request.send(new FormData(form));
}

function show(form) {
  const box = document.createElement('div');
  box.className = 'progress upload-progress';
  const label = document.createElement('p');
  label.className = 'progress-label';
  label.setAttribute('role', 'status');
  label.textContent = form.dataset.words;
  const bar = document.createElement('progress');
  bar.max = 100;
  bar.setAttribute('aria-label', form.dataset.words);
  box.append(label, bar);
  form.append(box);
  return (percent) => {
    bar.value = percent;
    label.textContent = `${form.dataset.words}: ${Math.floor(percent)} %`;
  };
}

function answered(form, request) {
  const type = request.getResponseHeader('Content-Type') ?? '';
  if (type.startsWith('application/json')) {
    const answer = JSON.parse(request.responseText);
    if (answer.location) location.assign(answer.location);
    else say(form, answer.error);
    return;
  }
  const page = request.status === 422 ? new DOMParser().parseFromString(request.responseText, 'text/html') : null;
  const fresh = page?.querySelector('form[data-upload]');
  if (!fresh) say(form, form.dataset.failed);
  else refuse(form, fresh, page.querySelector('.error-summary'));
}

// Put the sentences of a refusal at their fields; the field of the file keeps the file.
function refuse(form, fresh, summary) {
  const old = [...form.children];
  [...fresh.children].forEach((field, i) => {
    if (!old[i] || !(field.querySelector('.error') || old[i].querySelector('.error'))) return;
    if (!old[i].querySelector('input[type="file"]')) {
      old[i].replaceWith(document.importNode(field, true));
      return;
    }
    old[i].classList.toggle('has-error', Boolean(field.querySelector('.error')));
    for (const error of old[i].querySelectorAll('.error')) error.remove();
    old[i].querySelector('.label').after(...[...field.querySelectorAll('.error')].map((one) => document.importNode(one, true)));
  });
  if (!summary) return;
  const shown = document.importNode(summary, true);
  document.getElementById('main').prepend(shown);
  shown.focus();
}

function say(form, sentence) {
  const box = document.createElement('div');
  box.className = 'notice notice-danger upload-failed';
  box.setAttribute('role', 'alert');
  const words = document.createElement('p');
  words.textContent = sentence;
  box.append(words);
  form.append(box);
}

function tidy(form) {
  for (const one of document.querySelectorAll('.upload-failed, #main > .error-summary')) one.remove();
  form.querySelector('.upload-progress')?.remove();
}
