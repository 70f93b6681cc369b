import Sortable from 'sortablejs';

/**
 * The calendar: what is dropped on another day or hour asks the server for the move; its answer is the calendar as it is now and
 * a toast with undo. A refusal puts it back and says why. Keys move it too; without a script each entry has a small form.
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
      onStart: () => document.querySelector('.cal')?.classList.add('dragging'),
      onEnd: dropped,
    });
  }
}

async function dropped({ item, from, to }) {
  document.querySelector('.cal')?.classList.remove('dragging');
  if (from === to || !item.querySelector('form[data-move]')) {
    return;
  }
  const time = to.dataset.keep ? item.dataset.time : to.dataset.hour ? `${to.dataset.hour}:${item.dataset.minute}` : '';
  if (!await move(item, to.dataset.day, time)) {
    from.append(item);
  }
}

/** Asks the server for the move; true when the calendar is as it is now. */
async function move(item, day, time) {
  const form = item.querySelector('form[data-move]');
  const data = new FormData(form);
  data.set('day', day);
  data.set('time', time);
  item.setAttribute('aria-busy', 'true');
  const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(data), headers: { 'HX-Request': 'true' } }).catch(() => null);
  const page = new DOMParser().parseFromString(answer?.ok ? await answer.text() : '', 'text/html');
  const fresh = page.getElementById('calendar');
  if (!fresh) {
    item.removeAttribute('aria-busy');
    say(answer?.headers.get('HX-Trigger'));
    return false;
  }
  const wrap = document.querySelector('.cal-wrap');
  const [left, top] = [wrap?.scrollLeft ?? 0, wrap?.scrollTop ?? 0];
  document.getElementById('calendar').replaceWith(document.importNode(fresh, true));
  document.querySelector('.cal-wrap')?.scrollTo(left, top);
  document.getElementById('toasts').replaceChildren(...[...page.querySelectorAll('#toasts > *')].map((toast) => document.importNode(toast, true)));
  start();
  return true;
}

/** Shift and an arrow move the entry that has the focus: by a day, by half an hour, in a month by a week. One after the other. */
let turn = Promise.resolve();
const half = 30;

function keys(event) {
  const item = event.target.closest?.('.cal-item');
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (!item || !step || !event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, form') || !item.querySelector('form[data-move]')) {
    return;
  }
  event.preventDefault();
  turn = turn.then(() => push(item.id, step));
}

async function push(id, [across, down]) {
  const item = document.getElementById(id);
  const slot = item?.closest('ul[data-day]');
  if (!slot) {
    return;
  }
  const days = across * (document.documentElement.dir === 'rtl' ? -1 : 1) + (slot.dataset.keep ? down * 7 : 0);
  let time = item.dataset.time;
  if (down && !slot.dataset.keep) {
    const [hour, minute] = time.split(':').map(Number);
    const at = hour * 60 + minute + down * half;
    if (!time || at < 0 || at > 24 * 60 - 1) {
      return;
    }
    time = [Math.floor(at / 60), at % 60].map((part) => String(part).padStart(2, '0')).join(':');
  }
  const day = new Date(`${slot.dataset.day}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  await move(item, day.toISOString().slice(0, 10), time);
  document.getElementById(id)?.querySelector('a')?.focus();
}

function say(trigger) {
  const host = document.getElementById('toasts');
  const value = trigger ? JSON.parse(trigger)['crm:say'] : host.dataset.failed;
  document.dispatchEvent(new CustomEvent('crm:say', { detail: { value } }));
}

document.addEventListener('keydown', keys);
start();
// On a phone the week is wider than the screen: it opens on today.
document.querySelector('.cal thead .now')?.scrollIntoView({ block: 'nearest', inline: 'center' });
