import Sortable from 'sortablejs';

/**
 * The calendar: what is dropped on another day or hour asks the server for the move; its answer is the calendar as it is now and
 * a toast with undo. A refusal puts it back and says why. Without a script each entry has a small form.
 */
function start() {
  const calendar = document.querySelector('[data-calendar]');
  for (const slot of calendar?.querySelectorAll('ul[data-day]') ?? []) {
    Sortable.create(slot, {
      group: 'calendar',
      draggable: '.cal-item:not(.past)',
      filter: 'details',
      preventOnFilter: false,
      sort: false,
      animation: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 120,
      ghostClass: 'ghost',
      delay: 150,
      delayOnTouchOnly: true,
      onEnd: dropped,
    });
  }
}

async function dropped({ item, from, to }) {
  const form = item.querySelector('form[data-move]');
  if (from === to || !form) {
    return;
  }
  const data = new FormData(form);
  data.set('day', to.dataset.day);
  if (!to.dataset.keep) {
    data.set('time', to.dataset.hour ? `${to.dataset.hour}:${item.dataset.minute}` : '');
  }
  item.setAttribute('aria-busy', 'true');
  const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(data), headers: { 'HX-Request': 'true' } }).catch(() => null);
  const page = new DOMParser().parseFromString(answer?.ok ? await answer.text() : '', 'text/html');
  const fresh = page.getElementById('calendar');
  if (!fresh) {
    item.removeAttribute('aria-busy');
    from.append(item);
    say(answer?.headers.get('HX-Trigger'));
    return;
  }
  document.getElementById('calendar').replaceWith(document.importNode(fresh, true));
  document.getElementById('toasts').replaceChildren(...[...page.querySelectorAll('#toasts > *')].map((toast) => document.importNode(toast, true)));
  start();
}

function say(trigger) {
  const host = document.getElementById('toasts');
  const value = trigger ? JSON.parse(trigger)['crm:say'] : host.dataset.failed;
  document.dispatchEvent(new CustomEvent('crm:say', { detail: { value } }));
}

start();
