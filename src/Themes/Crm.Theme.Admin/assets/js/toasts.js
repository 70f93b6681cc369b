import { letter } from './letter.js';

const stay = 10000;

function leaveLater(toast) {
  if (toast.classList.contains('bad')) {
    return;
  }
  let timer;
  const hold = () => clearTimeout(timer);
  const go = () => { timer = setTimeout(() => toast.remove(), stay); };
  toast.addEventListener('pointerenter', hold);
  toast.addEventListener('pointerleave', go);
  toast.addEventListener('focusin', hold);
  toast.addEventListener('focusout', go);
  go();
}

function failed(host, text) {
  const item = document.createElement('div');
  item.className = 'toast bad';
  const sentence = document.createElement('p');
  sentence.textContent = text;
  const close = document.createElement('button');
  close.type = 'button';
  close.textContent = host.dataset.close;
  close.addEventListener('click', () => item.remove());
  item.append(sentence, close);
  host.append(item);
}

/** Toasts leave after a while, unless they tell of a failure or are being looked at. */
export function toasts() {
  const host = document.getElementById('toasts');
  if (!host) {
    return;
  }
  host.querySelectorAll('.toast').forEach(leaveLater);
  new MutationObserver((changes) => {
    for (const change of changes) {
      change.addedNodes.forEach((node) => node instanceof Element && leaveLater(node));
    }
  }).observe(host, { childList: true });

  host.addEventListener('click', (event) => {
    if (event.target.matches('[data-close]')) {
      event.target.closest('.toast').remove();
    }
  });
  // The last act is taken back by the key that takes back typing, where nothing is being typed.
  document.addEventListener('keydown', (event) => {
    const undo = letter(event) === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey && host.querySelector('[data-undo]');
    if (undo && !event.target.closest('input:not([type="checkbox"]), textarea, [contenteditable]')) {
      event.preventDefault();
      undo.click();
    }
  });
  document.addEventListener('crm:say', (event) => failed(host, event.detail.value));
  // A session that has ended is begun again over the page, and a form says itself that it was not sent.
  document.addEventListener('htmx:responseError', ({ detail }) => detail?.xhr?.status !== 401 && failed(host, host.dataset.failed));
  document.addEventListener('htmx:sendError', ({ detail }) => !detail?.elt?.matches('form') && failed(host, host.dataset.offline));
}
