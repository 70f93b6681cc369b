import Sortable from 'sortablejs';

/**
 * The board: a dropped card asks the server for the move. Its answer is the fresh heads of all columns and a toast with
 * undo; a refusal puts the card back and says why.
 */
const board = document.querySelector('[data-board]');

if (board) {
  for (const lane of board.querySelectorAll('[data-cards]')) {
    Sortable.create(lane, {
      group: 'cards',
      draggable: '.deal',
      filter: 'a.more, details.move, summary, select, button',
      preventOnFilter: false,
      animation: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 120,
      ghostClass: 'ghost',
      dragClass: 'drag',
      delay: 150,
      delayOnTouchOnly: true,
      onEnd: dropped,
    });
  }
}

async function dropped({ item, from, to, oldDraggableIndex }) {
  if (from === to) {
    return;
  }
  const form = item.querySelector('details.move form');
  const data = new FormData(form);
  data.set('stage', to.dataset.cards);
  item.setAttribute('aria-busy', 'true');
  const answer = await fetch(form.action, {
    method: 'POST',
    body: new URLSearchParams(data),
    headers: { 'HX-Request': 'true' },
  }).catch(() => null);
  item.removeAttribute('aria-busy');
  const text = answer ? await answer.text() : '';
  if (!answer?.ok) {
    from.insertBefore(item, from.querySelectorAll(':scope > .deal')[oldDraggableIndex] ?? null);
    say(text);
    return;
  }
  refresh(text);
}

/** Replaces what the answer brings by id: heads of columns, the moved card, the toast. */
function refresh(html) {
  const page = new DOMParser().parseFromString(html, 'text/html');
  for (const fresh of page.querySelectorAll('[data-replace]')) {
    document.getElementById(fresh.id)?.replaceWith(document.importNode(fresh, true));
  }
  const toast = page.querySelector('.toast');
  if (toast) {
    show(toast);
  }
}

function say(html) {
  const toast = new DOMParser().parseFromString(html, 'text/html').querySelector('.toast');
  const host = document.getElementById('toasts');
  if (toast) {
    show(toast);
  } else {
    const plain = document.createElement('div');
    plain.className = 'toast bad';
    plain.textContent = host.dataset.failed;
    show(plain);
  }
}

function show(toast) {
  const host = document.getElementById('toasts');
  host.replaceChildren(document.importNode(toast, true));
}
