/**
 * The filter builder of lists and boards: the next thing to type has the focus, the value of the condition that was added or
 * changed. What was typed while the builder was on its way is not lost.
 */
export function filters() {
  let typed = [];
  document.addEventListener('htmx:beforeSwap', (event) => {
    if (event.target.id === 'filter') {
      typed = changed(event.target, event.detail.requestConfig);
    }
  });
  document.addEventListener('htmx:afterSwap', (event) => {
    if (event.target.id === 'filter') {
      into(event.target, event.detail.requestConfig?.elt?.name ?? '');
      typed.forEach((value) => restore(event.target, value));
      typed = [];
    }
  });
}

function into(panel, cause) {
  const rows = [...panel.querySelectorAll('.filter-row')];
  const row = cause === 'add' ? rows.at(-1) : rows[Number(cause.slice(1)) - 1];
  const value = row?.querySelector('.values input, .combo input:not([type="hidden"]), .options input, div > select');
  (value ?? panel.querySelector(cause === 'any' ? '[name="any"]' : '[name="add"], select'))?.focus();
}

/** Values that are no longer those that were sent; rows that are numbered anew have no such. */
function changed(panel, request) {
  const cause = request?.elt?.name ?? '';
  if (cause === 'drop') {
    return [];
  }

  const seen = new Map();
  return [...panel.querySelectorAll('.values input')].map((input) => {
    const place = seen.get(input.name) ?? 0;
    seen.set(input.name, place + 1);
    return { name: input.name, place, value: input.value, sent: [request?.parameters?.[input.name] ?? ''].flat()[place] ?? '' };
  }).filter((input) => input.value !== input.sent);
}

function restore(panel, { name, place, value }) {
  const input = panel.querySelectorAll(`.values input[name="${CSS.escape(name)}"]`)[place];
  if (input) {
    input.value = value;
  }
}
