import { unsaved } from './unsaved.js';

/** The composer: choosing a kind or "pick a day" leads to the first field; Ctrl+Enter sends. All of it works without. */
export function compose() {
  // Whoever walks through the kinds with the arrow keys stays among them.
  let walking = false;

  document.addEventListener('click', (event) => {
    const box = event.target;
    if (box.matches('.kinds input') && !walking) {
      box.closest('.composer').querySelector(`.pane.${CSS.escape(box.value)} :is(textarea, input:not([type="hidden"], [type="radio"]))`)?.focus();
    } else if (box.matches('.pane.call [name="state"]') && !walking) {
      // What was chosen is what is filled in next.
      box.closest('.pane').querySelector(box.value === 'open' ? '.plan-it input' : '.was textarea')?.focus();
    }
    walking = false;
  });

  take();
  document.addEventListener('submit', (event) => {
    if (!event.defaultPrevented && !event.target.closest('.composer')) {
      keep();
    }
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
    walking = event.key.startsWith('Arrow') && event.target.matches('.kinds input, .pane.call [name="state"]');
    const form = event.key === 'Enter' && (event.ctrlKey || event.metaKey) && event.target.closest('form[data-keys]');
    if (form) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
}

const place = () => `crm.draft:${location.pathname}`;

/** What is being written stays when something else on the page is sent, such as another stage: the next page has it again. */
function keep() {
  const form = unsaved().find((one) => one.closest('.composer'));
  if (!form) {
    return;
  }
  const values = [...form.elements]
    .filter((input) => input.matches('textarea, input:not([type="hidden"], [role="combobox"]), select') && (input.type !== 'radio' || input.checked))
    .map((input) => [input.name, input.value]);
  try {
    sessionStorage.setItem(place(), JSON.stringify({ kind: form.closest('.composer').querySelector('.kinds input:checked').value, values }));
  } catch {
    // No room or no right to it: the page asks before it is left, as it does elsewhere.
    return;
  }
  form.dataset.kept = '';
}

function take() {
  const text = document.querySelector('.composer') && sessionStorage.getItem(place());
  if (!text) {
    return;
  }
  sessionStorage.removeItem(place());
  const { kind, values } = JSON.parse(text);
  const box = document.querySelector(`.composer .kinds input[value="${CSS.escape(kind)}"]`);
  const pane = box?.closest('.composer').querySelector(`.pane.${CSS.escape(kind)}`);
  if (!pane) {
    return;
  }
  box.checked = true;
  for (const [name, value] of values) {
    for (const input of pane.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (input.type === 'radio') {
        input.checked = input.value === value;
      } else if (input.type !== 'hidden') {
        input.value = value;
      }
    }
  }
}
