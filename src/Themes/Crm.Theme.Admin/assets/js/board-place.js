import { more } from './board-lanes.js';

/** Where one was on the board: kept for the tab, so that coming back from a card leads to the same place. */
export function place(board) {
  const key = `board:${location.pathname}${location.search}`;
  const lists = () => [...board.querySelectorAll('[data-cards]')];

  window.addEventListener('pagehide', () => {
    const lanes = lists().map((lane) => [lane.dataset.cards, lane.scrollTop, lane.querySelectorAll('.deal').length]);
    const card = document.activeElement?.closest('.deal')?.id;
    sessionStorage.setItem(key, JSON.stringify({ left: board.scrollLeft, lanes, card }));
  });

  const kept = sessionStorage.getItem(key);
  if (kept && !location.hash) {
    restore(board, JSON.parse(kept));
  }
}

async function restore(board, { left, lanes, card }) {
  board.scrollLeft = left;
  await Promise.all(lanes.map(async ([stage, top, count]) => {
    const lane = board.querySelector(`[data-cards="${CSS.escape(stage)}"]`);
    for (let turns = 0; lane && top > 0 && turns < 20; turns++) {
      const link = lane.querySelector(':scope > a[data-more]');
      if (!link || lane.querySelectorAll('.deal').length >= count) {
        break;
      }
      await more(link);
    }
    if (lane) {
      lane.scrollTop = top;
    }
  }));
  if (card && document.activeElement === document.body) {
    document.getElementById(card)?.querySelector('.name').focus({ preventScroll: true });
  }
}
