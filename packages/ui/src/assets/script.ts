/**
 * The one script, all of it comfort: the pages work without it. It reveals passwords, copies codes and sends a
 * form only once.
 * Runs in the browser, hence JavaScript text.
 */
export const SCRIPT = `'use strict';
for (const button of document.querySelectorAll('button[data-reveal]')) {
  const field = document.getElementById(button.dataset.reveal);
  if (!field) continue;
  button.hidden = false;
  const show = (shown) => {
    field.type = shown ? 'text' : 'password';
    button.textContent = shown ? button.dataset.hide : button.dataset.show;
    button.setAttribute('aria-label', shown ? button.dataset.hideLabel : button.dataset.showLabel);
  };
  button.addEventListener('click', () => {
    show(field.type === 'password');
    field.focus();
  });
  if (field.form) field.form.addEventListener('submit', () => show(false));
}
for (const button of document.querySelectorAll('button[data-copy]')) {
  const source = document.getElementById(button.dataset.copy);
  if (!source) continue;
  button.hidden = false;
  button.addEventListener('click', async () => {
    getSelection().selectAllChildren(source);
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      button.textContent = button.dataset.copied;
    } catch {
      // The text is selected: the keyboard copies it where the browser does not allow a page to.
    }
  });
}
let sent = false;
document.addEventListener('submit', (event) => {
  if (sent) {
    event.preventDefault();
    return;
  }
  sent = true;
  const pressed = event.submitter;
  if (pressed) pressed.setAttribute('aria-disabled', 'true');
});
window.addEventListener('pageshow', () => {
  sent = false;
  for (const button of document.querySelectorAll('[aria-disabled]')) button.removeAttribute('aria-disabled');
});
`;
