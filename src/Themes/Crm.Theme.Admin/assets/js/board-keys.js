import { assign, closeMenu, openMenu } from './board-cards.js';
import { add } from './board-forms.js';
import { letter } from './letter.js';

/** Keys on cards: j k in a column, h l or the arrows between columns, m a stage, a another owner, e edit, + a new card. Enter follows the link. */
export function keys(board) {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, select, textarea, dialog, .stage-menu, [contenteditable]')) {
      return;
    }
    const card = event.target.closest('.deal');
    const run = card ? onCard(card, letter(event)) : onBoard(board, event);
    if (run) {
      event.preventDefault();
      event.stopImmediatePropagation();
      run();
    }
  }, true);
}

function onCard(card, key) {
  const to = { j: [0, 1], k: [0, -1], l: [1, 0], h: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1], ArrowRight: [sign(), 0], ArrowLeft: [-sign(), 0] }[key];
  if (to) {
    return () => { closeMenu(); step(card, to); };
  }
  switch (key) {
    case 'm': return card.querySelector('a[data-move]') ? () => openMenu(card) : null;
    case 'a': return card.closest('[data-board]').dataset.assign ? () => assign(card) : null;
    case 'e': return card.querySelector('a[data-move]') ? () => { location.href = `${card.querySelector('.name').pathname}/edit`; } : null;
    case '+': return adder(card.closest('.lane'));
    default: return null;
  }
}

function onBoard(board, event) {
  const first = board.querySelector('.deal .name');
  if (first && 'jkhl'.includes(letter(event)) && event.key.length === 1) {
    return () => first.focus();
  }
  return event.key === '+' ? adder(event.target.closest('.lane') ?? board.querySelector('.lane:has(a[data-add])')) : null;
}

function adder(lane) {
  const link = lane?.querySelector('a[data-add]');
  return link ? () => add(link) : null;
}

const sign = () => (document.documentElement.dir === 'rtl' ? -1 : 1);
const deals = (lane) => [...lane.querySelectorAll('.deal')];

function step(card, [across, down]) {
  const lane = card.closest('.lane');
  const own = deals(lane);
  if (down) {
    focus(own[own.indexOf(card) + down]);
    return;
  }
  const rows = [...document.querySelectorAll('.lane')].filter((other) => other === lane || deals(other).length > 0);
  const next = rows[rows.indexOf(lane) + across];
  if (next) {
    // The card that stands nearest to the height of this one.
    const top = card.getBoundingClientRect().top;
    const away = (other) => Math.abs(other.getBoundingClientRect().top - top);
    focus(deals(next).reduce((one, other) => (away(other) < away(one) ? other : one)));
  }
}

function focus(card) {
  card?.querySelector('.name').focus();
  card?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}
