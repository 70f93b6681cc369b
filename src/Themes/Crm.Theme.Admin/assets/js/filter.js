/** The filter builder of lists and boards: the next thing to type has the focus, the value of the condition that was added or changed. */
export function filters() {
  document.addEventListener('htmx:afterSwap', (event) => {
    if (event.target.id === 'filter') {
      into(event.target, event.detail.requestConfig?.elt?.name ?? '');
    }
  });
}

function into(panel, cause) {
  const rows = [...panel.querySelectorAll('.filter-row')];
  const row = cause === 'add' ? rows.at(-1) : rows[Number(cause.slice(1)) - 1];
  const value = row?.querySelector('.values input, .combo input:not([type="hidden"]), .options input, div > select');
  (value ?? panel.querySelector('[name="add"], select'))?.focus();
}
