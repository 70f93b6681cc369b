/**
 * On a phone rows have no boxes until one is to be chosen: by the button, or by a finger that stays on a row. Then a tap chooses
 * instead of opening. Everything else of the selection is as with a mouse.
 */
const hold = 500;

export function touch({ list, boxes, ask, count }) {
  let timer;
  let held = false;

  const mode = (on) => {
    list()?.classList.toggle('picking', on);
    document.querySelector('[data-pick-mode]')?.setAttribute('aria-pressed', String(on));
    if (!on) {
      boxes().forEach((box) => { box.checked = false; });
      ask('');
    }
    count();
  };

  document.addEventListener('pointerdown', (event) => {
    clearTimeout(timer);
    const row = event.pointerType === 'touch' && event.target.closest('#list tr[data-id]');
    if (row && !list().classList.contains('picking')) {
      timer = setTimeout(() => {
        held = true;
        mode(true);
        row.querySelector('td.sel input').click();
      }, hold);
    }
  });
  ['pointerup', 'pointercancel', 'scroll'].forEach((over) => document.addEventListener(over, () => clearTimeout(timer), true));
  document.addEventListener('contextmenu', (event) => held && event.target.closest('#list tr[data-id]') && event.preventDefault());

  document.addEventListener('click', (event) => {
    if (event.target.closest('[data-pick-mode]')) {
      mode(!list().classList.contains('picking'));
    } else if (event.target.closest('[data-pick-none]')) {
      mode(false);
    } else {
      const row = list()?.classList.contains('picking') && event.target.closest('#list tr[data-id]');
      if (row && !event.target.closest('td.sel, .cell-form')) {
        event.preventDefault();
        event.stopImmediatePropagation();
        if (!held) {
          row.querySelector('td.sel input').click();
        }
      }
    }
    held = false;
  }, true);
}
