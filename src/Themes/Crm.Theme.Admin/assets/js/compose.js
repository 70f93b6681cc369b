/** The composer: choosing a kind or "pick a day" leads to the first field; Ctrl+Enter sends. All of it works without. */
export function compose() {
  // Whoever walks through the kinds with the arrow keys stays among them.
  let walking = false;

  document.addEventListener('click', (event) => {
    const box = event.target;
    if (box.matches('.kinds input') && !walking) {
      box.closest('.composer').querySelector(`.pane.${CSS.escape(box.value)} :is(textarea, input:not([type="hidden"], [type="radio"]))`)?.focus();
    }
    walking = false;
  });

  // A record that was created in order to plan something about it.
  if (location.hash === '#task') {
    document.querySelector('.composer [data-key="t"]')?.click();
  }

  document.addEventListener('change', (event) => {
    if (event.target.dataset?.opens) {
      document.getElementById(event.target.dataset.opens)?.focus();
    }
  });

  document.addEventListener('htmx:afterSwap', ({ detail }) => {
    if (detail.target.closest?.('.more-fields')) {
      detail.target.querySelector('select, textarea, input:not([type="hidden"])')?.focus();
    }
  });

  document.addEventListener('keydown', (event) => {
    walking = event.key.startsWith('Arrow') && event.target.matches('.kinds input');
    const form = event.key === 'Enter' && (event.ctrlKey || event.metaKey) && event.target.closest('form[data-keys]');
    if (form) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
}
