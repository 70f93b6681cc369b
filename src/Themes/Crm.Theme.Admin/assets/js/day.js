import { letter } from './letter.js';

/** Rows of what is to be done: x does the one that has the focus, a gives it away; after either the focus stays in its place. */
export function day() {
  let at = -1;

  document.addEventListener('keydown', (event) => {
    const row = event.target.closest?.('.todo');
    if (!row || event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, select, textarea')) {
      return;
    }
    const button = { x: '.tick', a: 'details.menu > summary' }[letter(event)];
    const target = button && row.querySelector(button);
    if (target) {
      event.preventDefault();
      target.click();
    }
  });

  document.addEventListener('htmx:beforeSwap', ({ detail }) => {
    if (detail.target.id === 'my-day') {
      at = rows().indexOf(document.activeElement?.closest('.todo'));
    }
  });

  document.addEventListener('htmx:afterSwap', ({ detail }) => {
    if (detail.target.id?.startsWith('people-')) {
      detail.target.querySelector('button[name="owner"]')?.focus();
    } else if (at >= 0 && document.activeElement === document.body) {
      const all = rows();
      (all[Math.min(at, all.length - 1)]?.querySelector('.title a') ?? document.getElementById('main')).focus();
      at = -1;
    }
  });
}

const rows = () => [...document.querySelectorAll('#my-day .todo')];
