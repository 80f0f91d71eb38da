// A visitor's pages are kept by caches and know no zone: their times are written anew, in the browser's own zone.
// For people who have signed in (<html data-zone>) the server has already written the zone they chose.
const { lang, dataset } = document.documentElement;
const DAY = 86_400_000;

function write(at, now, words) {
  const clock = words.clock.format(at);
  const days = Math.round((new Date(at).setHours(0, 0, 0, 0) - new Date(now).setHours(0, 0, 0, 0)) / DAY);
  if (days === 0 || days === -1) return `${words.near.format(days, 'day')}, ${clock}`;
  return `${(at.getFullYear() === now.getFullYear() ? words.date : words.dated).format(at)}, ${clock}`;
}

// English as the server writes it: «18 November».
const locale = lang === 'en' ? 'en-GB' : lang;
const date = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long' });
// Chromium says it knows Kazakh, then writes «M11 18» and «today»: there the server's words are better left alone.
const knowsMonths = Intl.DateTimeFormat.supportedLocalesOf(lang).length > 0
  && date.formatToParts().some(({ type, value }) => type === 'month' && !/\d/.test(value));

if (!('zone' in dataset) && knowsMonths) {
  const words = {
    clock: new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    date,
    dated: new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' }),
    near: new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }),
  };
  const now = new Date();
  for (const time of document.querySelectorAll('time[datetime*="T"]')) {
    const at = new Date(time.dateTime);
    if (!Number.isNaN(at.getTime())) time.textContent = write(at, now, words);
  }
}
