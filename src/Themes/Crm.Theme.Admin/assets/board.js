import { cards } from './js/board-cards.js';
import { forms } from './js/board-forms.js';
import { keys } from './js/board-keys.js';
import { lanes } from './js/board-lanes.js';
import { place } from './js/board-place.js';

// Everything but the drag works without: cards move by a page, columns fold by a form, further cards are a link.
const board = document.querySelector('[data-board]');

if (board) {
  lanes(board);
  cards(board);
  forms(board);
  keys(board);
  place(board);
}
