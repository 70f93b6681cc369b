import { letter } from './letter.js';

/** Keys for people who live here. Never while typing, never with a modifier. */
export function keys() {
  let gone = 0;

  document.addEventListener('click', (event) => {
    if (event.target.closest('[data-show-keys]')) {
      document.getElementById('keys')?.showModal?.();
      return;
    }
    const row = event.target.closest('tr[data-href]');
    if (row && !event.target.closest('a, button, input, label, select, summary, .cell-form') && !String(getSelection())) {
      location.href = row.dataset.href;
    }
  });

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, select, textarea, dialog, [contenteditable]')) {
      return;
    }
    if (gone && Date.now() - gone < 1500) {
      gone = 0;
      open(`[data-go="${CSS.escape(letter(event))}"]`, event);
      return;
    }
    switch (letter(event)) {
      case 'g': gone = Date.now(); break;
      case '/': focus('#list-search, #search', event); break;
      case 'j': step(1, event); break;
      case 'k': step(-1, event); break;
      case '?': document.getElementById('keys')?.showModal?.(); break;
      default:
        if (/^[a-z]$/.test(letter(event))) {
          open(`[data-key="${letter(event)}"]`, event);
        }
    }
  });
}

function focus(selector, event) {
  const field = document.querySelector(selector);
  if (field) {
    event.preventDefault();
    field.focus();
    field.select();
  }
}

function open(selector, event) {
  const link = document.querySelector(selector);
  if (link) {
    event.preventDefault();
    link.click();
  }
}

function step(by, event) {
  const links = [...document.querySelectorAll('tbody td.name a, .deal .name, #my-day .todo .title a')];
  if (links.length === 0) {
    return;
  }
  event.preventDefault();
  const at = links.indexOf(document.activeElement);
  const next = links[Math.min(Math.max(at + by, 0), links.length - 1)];
  document.querySelectorAll('tr.at').forEach((row) => row.classList.remove('at'));
  next.closest('tr')?.classList.add('at');
  next.focus();
}
