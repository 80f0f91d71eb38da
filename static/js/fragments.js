// htmx for pieces of a page that ask for their next state; no eval, no inline style, only this site.
import htmx from 'htmx.org';

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyEnabled: false,
  refreshOnHistoryMiss: true,
  timeout: 20_000,
});

const token = () => document.querySelector('#page-action input[name="csrf_token"]')?.value;

document.addEventListener('htmx:configRequest', ({ detail }) => {
  const value = token();
  if (value && detail.verb !== 'get') detail.headers['X-CSRFToken'] = value;
});

// A refusal is said where its answer would have stood.
function sayFailed({ detail }) {
  const words = document.body.dataset.failed;
  if (detail.target && words) detail.target.textContent = words;
}

for (const failure of ['htmx:responseError', 'htmx:sendError', 'htmx:timeout']) {
  document.addEventListener(failure, sayFailed);
}
