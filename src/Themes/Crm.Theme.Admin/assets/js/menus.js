/** Menus are <details>: close the others, close on Escape, on a click elsewhere and after a choice that says so. */
export function menus() {
  const open = () => document.querySelectorAll('details.menu[open]');

  document.addEventListener('click', (event) => {
    for (const menu of open()) {
      if (!menu.contains(event.target) || event.target.closest('[data-closes]')) {
        menu.open = false;
      }
    }
  });

  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') {
      return;
    }
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector('summary').focus();
    }
  });

  // A select that says so sends its form when it changes.
  document.addEventListener('change', (event) => {
    if (event.target.matches('[data-send]')) {
      event.target.form.requestSubmit();
    }
  });
}
