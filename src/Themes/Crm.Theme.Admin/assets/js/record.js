import htmx from 'htmx.org';
import { edit, leave, save as deliver, say } from './cell.js';
import { send } from './send.js';

/** The page of a record: a value is edited where it stands, and tells who gave it. */
export function record() {
  if (!document.querySelector('[data-record]')) {
    return;
  }
  document.addEventListener('click', clicked);
  document.addEventListener('keydown', keyed);
  document.addEventListener('submit', (event) => {
    if (event.target.matches('[data-cell]')) {
      event.preventDefault();
      event.stopImmediatePropagation();
      save(event.target, event.submitter);
    } else if (event.target.querySelector('[data-undo]')) {
      event.preventDefault();
      event.stopImmediatePropagation();
      undo(event.target);
    }
  }, true);
}

const parts = ['record-head', 'record-stages', 'record-fields', 'next-step'];

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
  } else if (target.closest('a.why')) {
    event.preventDefault();
    why(target.closest('a.why'));
  } else if (target.closest('a.edit') || (place && plain(target))) {
    event.preventDefault();
    open(place);
  }
}

/** A click on the value itself: not on a link in it, not the end of selecting its text. */
const plain = (target) => placeOf(target).dataset.edit && !target.closest('a, button, input, label, select, textarea, .cell-form, .why-card') && !String(getSelection());

function keyed(event) {
  if (event.key === 'Escape') {
    const form = event.target.closest('.cell-form');
    if (form) {
      event.preventDefault();
      away(placeOf(form));
    } else if (document.querySelector('.why-card')) {
      event.preventDefault();
      shut()?.focus();
    }
    return;
  }
  const place = event.key === 'e' && !event.ctrlKey && !event.metaKey && !event.altKey && event.target.matches('.value-acts a') && placeOf(event.target);
  if (place?.dataset?.edit) {
    event.preventDefault();
    event.stopImmediatePropagation();
    open(place);
  }
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

/** The undo of a toast, without leaving what is being typed. */
async function undo(form) {
  const answer = await send(form.getAttribute('action'), new FormData(form), { 'HX-Request': 'true' });
  if (answer?.ok) {
    take(new DOMParser().parseFromString(await answer.text(), 'text/html'));
  } else if (answer?.status === 409) {
    form.submit(); // What stands in the way fills a page.
  } else {
    document.dispatchEvent(new CustomEvent(answer ? 'htmx:responseError' : 'htmx:sendError'));
  }
}

/** Takes what may look different now from the fresh page: what is being typed elsewhere stays. */
function take(page) {
  if (!page.querySelector('[data-record]')) {
    location.reload();
    return;
  }
  const unfolded = document.querySelector('.more-facts')?.open;
  parts.forEach((id) => put(id, page));
  if (!document.querySelector('#timeline .tabs a:not(:first-child)[aria-current]')) {
    put('timeline-entries', page);
  }
  const rest = document.querySelector('.more-facts');
  if (rest && unfolded) {
    rest.open = true;
  }
  say(page);
}

function put(id, page) {
  const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
  if (old && fresh) {
    const node = document.importNode(fresh, true);
    old.replaceWith(node);
    htmx.process(node);
  }
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
