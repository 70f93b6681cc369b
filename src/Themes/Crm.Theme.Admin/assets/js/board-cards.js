import Sortable from 'sortablejs';
import { ask, post, say, take } from './board-post.js';
import { leave, openForm } from './board-forms.js';
import { letter } from './letter.js';

/** Cards: dragged, or moved by their menu. A stage that needs more asks for it beside the card; a refusal puts it back. */
export function cards(board) {
  sortable(board);
  board.addEventListener('board:lane', (event) => sortable(event.target));
  document.addEventListener('click', (event) => {
    const opener = event.target.closest('a[data-move]');
    const menu = document.querySelector('.stage-menu');
    if (opener) {
      event.preventDefault();
      const card = opener.closest('.deal');
      if (menu?.parentElement === card) {
        closeMenu();
      } else {
        openMenu(card);
      }
    } else if (menu && !menu.contains(event.target)) {
      closeMenu();
    }
  });
}

function sortable(scope) {
  for (const lane of scope.querySelectorAll('[data-cards]')) {
    Sortable.create(lane, {
      group: 'cards',
      draggable: '.deal',
      filter: 'a.more, a.move, .stage-menu, .deal-form, button, select, input',
      preventOnFilter: false,
      animation: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 120,
      ghostClass: 'ghost',
      dragClass: 'drag',
      delay: 150,
      delayOnTouchOnly: true,
      // Not every browser scrolls by itself while something is dragged, and most only at the very edge.
      forceAutoScrollFallback: true,
      scrollSensitivity: 90,
      scrollSpeed: 18,
      bubbleScroll: true,
      onStart: ({ from }) => mark(from.closest('.lane')),
      onEnd: ({ item, from, to, oldDraggableIndex }) => {
        mark(null);
        if (from !== to) {
          move(item, to.dataset.cards, { lane: from, at: oldDraggableIndex });
        }
      },
    });
  }
}

/** While a card is dragged, columns that it may not go to step back. */
function mark(from) {
  document.querySelector('[data-board]').classList.toggle('dragging', !!from);
  for (const lane of document.querySelectorAll('.lane')) {
    const closed = from && lane !== from && !from.dataset.moves.split(' ').includes(lane.dataset.lane);
    lane.classList.toggle('closed', !!closed);
  }
}

/** Asks the server for a move; home is where the card goes back to, when it was dropped elsewhere. */
export async function move(card, stage, home) {
  card.setAttribute('aria-busy', 'true');
  const answer = await post(`${card.querySelector('.name').pathname}/stage`, [['stage', stage]]);
  card.removeAttribute('aria-busy');
  if (answer.ok) {
    finish(answer.page, card.id);
    return;
  }
  const gate = answer.page.querySelector('form[data-gate]');
  if (gate) {
    card.classList.add('waits');
    openForm(gate, { after: card, done: (page) => finish(page, card.id), closed: () => goBack(card, home) });
  } else {
    goBack(card, home);
    say(answer);
  }
}

/** The small form that edits the owner's cell in a list, beside the card. */
export async function assign(card) {
  if (!leave()) {
    return;
  }
  const { assign: field } = card.closest('[data-board]').dataset;
  const answer = await ask(`${card.querySelector('.name').pathname}/cell/${field}`);
  const form = answer.page.querySelector('form[data-cell]');
  if (answer.ok && form) {
    openForm(form, { after: card, done: (page) => finish(page, card.id), closed: () => card.querySelector('.name').focus() });
  } else {
    say(answer);
  }
}

function finish(page, id) {
  take(page);
  const card = document.getElementById(id);
  card?.querySelector('.name').focus({ preventScroll: false });
}

function goBack(card, home) {
  card.classList.remove('waits');
  if (home) {
    home.lane.insertBefore(card, home.lane.querySelectorAll(':scope > .deal')[home.at] ?? home.lane.querySelector(':scope > .more'));
  }
  card.querySelector('.name').focus();
}

/** The stages that a card may move to, in the card itself: nothing can cut it off, and it fits a phone. */
export function openMenu(card) {
  closeMenu();
  const board = card.closest('[data-board]');
  const menu = document.createElement('div');
  menu.className = 'stage-menu';
  menu.setAttribute('role', 'group');
  menu.setAttribute('aria-label', card.querySelector('a[data-move]')?.getAttribute('aria-label') ?? '');
  const head = document.createElement('p');
  head.textContent = board.dataset.moveTo;
  menu.append(head);
  for (const stage of card.closest('.lane').dataset.moves.split(' ').filter(Boolean)) {
    const name = document.getElementById(`lane-${stage}`)?.textContent;
    if (!name) {
      continue;
    }
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = name;
    button.addEventListener('click', () => {
      closeMenu();
      move(card, stage, null);
    });
    menu.append(button);
  }
  menu.addEventListener('keydown', (event) => walk(menu, card, event));
  card.append(menu);
  card.querySelector('a[data-move]')?.setAttribute('aria-expanded', 'true');
  menu.querySelector('button')?.focus();
  menu.scrollIntoView({ block: 'nearest' });
}

export function closeMenu() {
  const menu = document.querySelector('.stage-menu');
  menu?.parentElement.querySelector('a[data-move]')?.removeAttribute('aria-expanded');
  menu?.remove();
}

function walk(menu, card, event) {
  const buttons = [...menu.querySelectorAll('button')];
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[letter(event)];
  if (step) {
    event.preventDefault();
    event.stopPropagation();
    buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length].focus();
  } else if (event.key === 'Escape') {
    event.preventDefault();
    event.stopPropagation();
    closeMenu();
    card.querySelector('.name').focus();
  }
}
