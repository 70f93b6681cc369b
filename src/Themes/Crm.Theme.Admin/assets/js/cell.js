import { mayDrop } from './unsaved.js';
import { reason, said, send, settled, signIn, unsent } from './send.js';

/** A value edited where it stands: in a cell of a list, on the page of a record. What stood there comes back when it is left. */
const kept = new WeakMap();

/** Asks for the form of a value and shows it in its place; an edit that was begun elsewhere gives way, if it may. */
export async function edit(place, address) {
  if (place.querySelector('.cell-form')) {
    return;
  }
  const others = [...document.querySelectorAll('.editing')];
  if (!others.every(mayDrop)) {
    return;
  }
  others.forEach(leave);
  place.setAttribute('aria-busy', 'true');
  const answer = await fetch(address, { headers: { 'HX-Request': 'true' } }).catch(() => null);
  place.removeAttribute('aria-busy');
  if (answer?.status === 401 && !(await signIn())) {
    await edit(place, address);
    return;
  }
  if (!answer?.ok) {
    document.dispatchEvent(new CustomEvent(answer ? 'htmx:responseError' : 'htmx:sendError', { detail: { elt: place } }));
    return;
  }
  kept.set(place, [...place.childNodes]);
  show(place, await answer.text());
}

/** Leaves the form without saving. */
export function leave(place) {
  if (kept.has(place)) {
    place.replaceChildren(...kept.get(place));
    kept.delete(place);
  }
  place.classList.remove('editing');
}

/** Sends the form with some more inputs. Null where it was not saved: the form then stands there still and says why. */
export async function save(form, submitter, more) {
  const data = new FormData(form, submitter);
  Object.entries(more).forEach(([name, value]) => data.set(name, value));
  settled(form);
  form.setAttribute('aria-busy', 'true');
  const answer = await send(form.getAttribute('action'), data, { 'HX-Request': 'true' });
  form.removeAttribute('aria-busy');
  if (!answer || (!answer.ok && answer.status !== 422 && answer.status !== 409)) {
    unsent(form, said(answer ? 'failed' : reason));
    return null;
  }
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (answer.ok) {
    return page;
  }
  show(form.parentElement, page.body.innerHTML);
  return null;
}

/** What the answer has to say, in the place of what was said before. */
export function say(page) {
  const toast = page.querySelector('.toast');
  if (toast) {
    document.getElementById('toasts').replaceChildren(document.importNode(toast, true));
  }
}

function show(place, html) {
  place.classList.add('editing');
  place.innerHTML = html;
  const input = place.querySelector('input:not([type="hidden"]), select, textarea');
  input?.focus();
  input?.select?.();
}
