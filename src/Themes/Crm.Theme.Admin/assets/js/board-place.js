import { more } from './board-lanes.js';

/** Where one was on the board: kept for the tab, so that coming back from a card leads to the same place. */
export function place(board) {
  const key = `board:${location.pathname}${location.search}`;
  const lists = () => [...board.querySelectorAll('[data-cards]')];

  window.addEventListener('pagehide', () => {
    const lanes = lists().filter((lane) => lane.scrollTop > 0).map(spot).filter(Boolean);
    const card = document.activeElement?.closest('.deal')?.id;
    sessionStorage.setItem(key, JSON.stringify({ left: board.scrollLeft, lanes, card }));
  });

  const kept = sessionStorage.getItem(key);
  if (kept && !location.hash) {
    restore(board, JSON.parse(kept));
  }
}

/** The card at the top of a column: others may have come above it meanwhile, so pixels would not lead back. */
function spot(lane) {
  const edge = lane.getBoundingClientRect().top;
  const cards = [...lane.querySelectorAll('.deal')];
  const first = cards.find((card) => card.getBoundingClientRect().bottom > edge);
  return first && { stage: lane.dataset.cards, card: first.id, below: first.getBoundingClientRect().top - edge, count: cards.length };
}

async function restore(board, { left, lanes, card }) {
  await Promise.all(lanes.map(async ({ stage, card: first, below, count }) => {
    const lane = board.querySelector(`[data-cards="${CSS.escape(stage)}"]`);
    for (let turns = 0; lane && turns < 20 && lane.querySelectorAll('.deal').length < count; turns++) {
      const link = lane.querySelector(':scope > a[data-more]');
      if (!link) {
        break;
      }
      await more(link);
    }
    const top = document.getElementById(first);
    if (lane?.contains(top)) {
      top.scrollIntoView({ block: 'start', inline: 'nearest' });
      lane.scrollTop += top.getBoundingClientRect().top - lane.getBoundingClientRect().top - below;
    }
  }));
  board.scrollLeft = left;
  const name = document.activeElement === document.body && card && document.getElementById(card)?.querySelector('.name');
  if (name) {
    name.focus({ preventScroll: true });
    name.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }
}
