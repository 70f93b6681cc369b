import { reason, said, send } from './send.js';

/** Sends what the board's own form carries (token, filters, where to return) with a little more; the answer in pieces. */
export async function post(address, more) {
  const data = new FormData(document.getElementById('board-act'));
  for (const [name, value] of more) {
    if (name.startsWith('__') || name === 'back' || name === '~state') {
      continue;
    }
    data.append(name, value);
  }
  return read(await send(address, data, { 'HX-Request': 'true' }));
}

export async function ask(address) {
  return read(await fetch(address, { headers: { 'HX-Request': 'true' } }).catch(() => null));
}

async function read(answer) {
  const html = answer && !answer.redirected ? await answer.text() : '';
  return { ok: !!answer?.ok && !answer.redirected, lost: !answer, page: new DOMParser().parseFromString(html, 'text/html') };
}

/** Puts the pieces of an answer where they belong: by id, a card into its column, the toast where toasts are. */
export function take(page) {
  for (const piece of page.querySelectorAll('[data-replace]')) {
    const fresh = document.importNode(piece, true);
    const old = document.getElementById(fresh.id);
    const lane = document.querySelector(`[data-cards="${CSS.escape(fresh.dataset.in ?? '')}"]`);
    if (old && (!lane || lane.contains(old))) {
      old.replaceWith(fresh);
    } else if (lane) {
      old?.remove();
      lane.prepend(fresh);
    }
  }
  const toast = page.querySelector('.toast');
  if (toast) {
    document.getElementById('toasts').replaceChildren(document.importNode(toast, true));
  }
}

/** Why something was not done. */
export function say({ lost, page }) {
  if (page.querySelector('.toast')) {
    take(page);
  } else {
    document.dispatchEvent(new CustomEvent('crm:say', { detail: { value: said(lost ? reason : 'failed') } }));
  }
}
