// A summary of errors takes the focus when the page opens; its links lead into the field itself.
document.querySelector('[data-focus]')?.focus();

document.addEventListener('click', (event) => {
  const link = event.target.closest('.error-summary a[href^="#"]');
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  const box = field.closest('.field') ?? field;
  box.scrollIntoView({ block: 'start' });
  (field.matches('fieldset') ? field.querySelector('input') ?? field : field).focus({ preventScroll: true });
});
