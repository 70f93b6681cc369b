import htmx from 'htmx.org';
import { edit, leave, save as deliver, say } from './cell.js';
import { mayDrop, unsaved } from './unsaved.js';
import { reason, said, send, settled, unsent } from './send.js';
import { letter } from './letter.js';

/** The page of a record: a value is edited where it stands, and tells who gave it. */
export function record() {
  if (!document.querySelector('[data-record]')) {
    return;
  }
  document.addEventListener('click', clicked);
  document.addEventListener('keydown', keyed);
  document.querySelector('#next-step details')?.addEventListener('toggle', ({ target }) => target.open && target.querySelector('input.input')?.focus());
  showStage();
  document.addEventListener('submit', (event) => {
    if (event.target.matches('[data-cell]')) {
      event.preventDefault();
      event.stopImmediatePropagation();
      save(event.target, event.submitter);
    } else if (event.target.matches('[data-related]')) {
      event.preventDefault();
      event.stopImmediatePropagation();
      add(event.target, event.submitter);
    } else if (event.target.matches('[data-offer]') || event.target.querySelector('[data-undo]')) {
      event.preventDefault();
      event.stopImmediatePropagation();
      fromToast(event.target, event.submitter);
    }
  }, true);
}

const parts = ['record-head', 'record-stages', 'record-fields', 'record-related', 'next-step'];

const placeOf = (element) => element.closest('.place');

function clicked(event) {
  const target = event.target;
  if (event.ctrlKey || event.metaKey || event.shiftKey) {
    return;
  }
  if (!target.closest('.why-card')) {
    shut();
  }
  const place = placeOf(target);
  if (target.closest('[data-cell-close]')) {
    away(place);
  } else if (target.closest('[data-related-close]')) {
    close(target.closest('[data-related]'));
  } else if (target.closest('a[data-add]')) {
    event.preventDefault();
    ask(target.closest('a[data-add]'));
  } else if (target.closest('a.why')) {
    event.preventDefault();
    why(target.closest('a.why'));
  } else if (target.closest('a.edit') || (place && plain(target))) {
    event.preventDefault();
    open(place);
  }
}

/** A click on the value itself: not on a link in it, not the end of selecting its text. */
const plain = (target) => placeOf(target).dataset.edit && !target.closest('a, button, input, label, select, textarea, summary, .cell-form, .why-card') && !String(getSelection());

function keyed(event) {
  if (event.key === 'Escape') {
    const form = event.target.closest('.cell-form');
    if (form) {
      event.preventDefault();
      away(placeOf(form));
    } else if (event.target.closest('[data-related]')) {
      event.preventDefault();
      close(event.target.closest('[data-related]'));
    } else if (document.querySelector('.why-card')) {
      event.preventDefault();
      shut()?.focus();
    }
    return;
  }
  const owner = letter(event) === 'a' && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest('input, select, textarea, dialog, .todo, [contenteditable]') && ownerPlace();
  if (owner) {
    event.preventDefault();
    owner.closest('details')?.setAttribute('open', '');
    open(owner);
    return;
  }
  const place = letter(event) === 'e' && !event.ctrlKey && !event.metaKey && !event.altKey && event.target.matches('.value-acts a') && placeOf(event.target);
  if (place?.dataset?.edit) {
    event.preventDefault();
    event.stopImmediatePropagation();
    open(place);
  }
}

/** Where the record says whose it is. */
function ownerPlace() {
  const { assign } = document.querySelector('[data-record]').dataset;
  return assign && document.querySelector(`[data-record] .place[data-edit$="/cell/${CSS.escape(assign)}"]`);
}

const open = (place) => edit(place, place.dataset.edit);

function away(place) {
  leave(place);
  place.querySelector('a.edit')?.focus();
}

async function save(form, submitter) {
  const { edit: address } = placeOf(form).dataset;
  const part = form.closest('[id^="record-"]').id;
  const page = await deliver(form, submitter, { '~place': 'record' });
  if (page) {
    take(page);
    document.querySelector(`#${part} .place[data-edit="${CSS.escape(address)}"] a.edit`)?.focus();
  }
}

/** The undo of a toast, or what it offers, without leaving what is being typed. */
async function fromToast(form, submitter) {
  const answer = await send(form.getAttribute('action'), new FormData(form, submitter), { 'HX-Request': 'true' });
  if (answer?.ok) {
    take(new DOMParser().parseFromString(await answer.text(), 'text/html'));
  } else if (answer?.status === 409) {
    form.submit(); // What stands in the way fills a page.
  } else {
    document.dispatchEvent(new CustomEvent(answer ? 'htmx:responseError' : 'htmx:sendError', { detail: { elt: document.getElementById('toasts') } }));
  }
}

/** Takes what may look different now from the fresh page: what is being typed elsewhere stays. */
function take(page) {
  if (!page.querySelector('[data-record]')) {
    location.reload();
    return;
  }
  if (!page.querySelector('.binned') !== !document.querySelector('.binned')) {
    put('main', page); // Gone or back: nothing on the page is as it was.
    say(page);
    return;
  }
  const unfolded = document.querySelector('.more-facts')?.open;
  parts.filter((id) => !holds(id)).forEach((id) => put(id, page));
  const timeline = document.getElementById('timeline');
  if (!timeline.querySelector('.tabs a:not(:first-child)[aria-current]')) {
    put(unsaved(timeline).length > 0 ? 'timeline-entries' : 'timeline', page);
  }
  const rest = document.querySelector('.more-facts');
  if (rest && unfolded) {
    rest.open = true;
  }
  say(page);
}

/** Whether something is being typed in a part that stands beside what was saved. */
const holds = (id) => ['record-related', 'next-step'].includes(id) && unsaved(document.getElementById(id) ?? undefined).length > 0;

function put(id, page) {
  const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
  if (old && fresh) {
    const node = document.importNode(fresh, true);
    old.replaceWith(node);
    htmx.process(node);
  }
}

/* A new record in a list of this one */

async function ask(link) {
  const answer = await fetch(link.dataset.add, { headers: { 'HX-Request': 'true' } }).catch(() => null);
  if (!answer?.ok) {
    location.href = link.href;
    return;
  }
  document.querySelectorAll('[data-related]').forEach((form) => form.remove());
  const panel = link.closest('.linked-panel');
  panel.insertAdjacentHTML('beforeend', await answer.text());
  begin(panel.querySelector('[data-related]'));
}

function begin(form) {
  htmx.process(form);
  document.dispatchEvent(new CustomEvent('crm:shown', { detail: form }));
  (form.querySelector('[aria-invalid="true"]') ?? form.querySelector('input:not([type="hidden"]), select, textarea'))?.focus();
}

function close(form) {
  if (mayDrop(form.parentElement)) {
    const link = form.parentElement.querySelector('a[data-add]');
    form.remove();
    link.focus();
  }
}

async function add(form, submitter) {
  settled(form);
  form.setAttribute('aria-busy', 'true');
  const answer = await send(form.getAttribute('action'), new FormData(form, submitter), { 'HX-Request': 'true' });
  form.removeAttribute('aria-busy');
  if (!answer || (!answer.ok && answer.status !== 422)) {
    unsent(form, said(answer ? 'failed' : reason));
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (answer.ok) {
    const again = form.getAttribute('action');
    form.remove();
    take(page);
    document.querySelector(`a[data-add="${CSS.escape(again)}"]`)?.focus();
    return;
  }
  const fresh = document.importNode(page.querySelector('[data-related]'), true);
  form.replaceWith(fresh);
  begin(fresh);
}

/* Who changed it */

async function why(link) {
  const answer = await fetch(link.href, { headers: { 'HX-Request': 'true' } }).catch(() => null);
  if (!answer?.ok) {
    location.href = link.href;
    return;
  }
  shut();
  const card = document.createElement('div');
  card.className = 'why-card';
  card.tabIndex = -1;
  card.setAttribute('role', 'group');
  card.setAttribute('aria-label', link.textContent.trim());
  card.innerHTML = await answer.text();
  link.parentElement.after(card);
  card.focus();
}

/** Closes the card; gives the link that had opened it. */
function shut() {
  const card = document.querySelector('.why-card');
  const link = card?.previousElementSibling?.querySelector('a.why');
  card?.remove();
  return link;
}

/** On a phone the path of stages is wider than the screen: it opens on the stage that the record is in. */
function showStage() {
  const path = document.querySelector('.stages');
  const now = path?.querySelector('[aria-current]');
  if (now) {
    path.scrollLeft += now.getBoundingClientRect().left - path.getBoundingClientRect().left - (path.clientWidth - now.offsetWidth) / 2;
  }
}
