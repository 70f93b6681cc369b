import { signIn } from './send.js';

/**
 * Lookup fields. The markup works alone: a text field whose words the server resolves. With this script it becomes a
 * combobox: options come from data-source, and choosing one fills the hidden field.
 */
const wait = 120;

/** Letters of a name that are asked for: an address has its limits, the field has none. */
const asks = 500;
let number = 0;

export function combos() {
  document.addEventListener('focusin', (event) => {
    if (event.target.matches('.combo input[data-source]') && !event.target.dataset.ready) {
      enhance(event.target);
    }
  });

  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-unmake]');
    if (button) {
      event.preventDefault();
      unmake(button.closest('.within'));
    }
  });
  // Before the form takes Esc as leaving it; an open list of options comes first.
  document.addEventListener('keydown', (event) => {
    const within = event.key === 'Escape' && event.target.closest('.within');
    if (within && !within.querySelector('.combo-list:not([hidden])')) {
      event.preventDefault();
      event.stopImmediatePropagation();
      unmake(within);
    }
  }, true);
}

/** The fields of a record that is created together with the one of the form. */
async function makeWithin(combo, address) {
  const answer = await fetch(address, { headers: { 'HX-Request': 'true' } }).catch(() => null);
  if (answer?.status === 401 && !(await signIn())) {
    await makeWithin(combo, address);
    return;
  }
  if (!answer?.ok) {
    document.dispatchEvent(new CustomEvent(answer ? 'htmx:responseError' : 'htmx:sendError'));
    return;
  }
  combo.insertAdjacentHTML('afterend', await answer.text());
  const within = combo.nextElementSibling;
  document.dispatchEvent(new CustomEvent('crm:shown', { detail: within }));
  const inputs = [...within.querySelectorAll('input:not([type="hidden"]), select, textarea')];
  (inputs.find((input) => input.value === '') ?? inputs.at(-1))?.focus();
}

/** Back to the search, with the words that were typed. */
function unmake(within) {
  const input = within.previousElementSibling.querySelector('input[data-source]');
  within.remove();
  input.focus();
  input.select();
}

function enhance(input) {
  input.dataset.ready = 'yes';
  const combo = input.closest('.combo');
  const hidden = combo.querySelector('input[type="hidden"][data-value]');
  const list = document.createElement('div');
  list.className = 'combo-list';
  list.id = `combo-${++number}`;
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', input.dataset.label ?? '');
  list.hidden = true;
  combo.append(list);
  Object.entries({
    role: 'combobox',
    'aria-expanded': 'false',
    'aria-autocomplete': 'list',
    'aria-controls': list.id,
    autocomplete: 'off',
  }).forEach(([name, value]) => input.setAttribute(name, value));

  combo.addEventListener('crm:add', ({ detail }) => addMany(combo, { dataset: detail }));

  let timer;
  let asked = 0;
  let waiting = null;
  let answered = input.value;
  const options = () => [...list.querySelectorAll('[role="option"]')];
  const active = () => list.querySelector('[aria-selected="true"]');

  const show = (visible) => {
    list.hidden = !visible;
    input.setAttribute('aria-expanded', String(visible));
    if (!visible) {
      input.removeAttribute('aria-activedescendant');
    }
  };

  const mark = (option) => {
    active()?.setAttribute('aria-selected', 'false');
    if (option) {
      option.setAttribute('aria-selected', 'true');
      option.scrollIntoView({ block: 'nearest' });
      input.setAttribute('aria-activedescendant', option.id);
    }
  };

  const choose = (option) => {
    // An answer that is still on its way has nothing to add.
    clearTimeout(timer);
    asked++;
    show(false);
    if (option.dataset.make) {
      // The offer may be of the letter before the last.
      const address = new URL(option.dataset.make, location.href);
      address.searchParams.set('q', input.value.trim());
      makeWithin(combo, address);
    } else if (input.dataset.many) {
      addMany(combo, option);
      input.value = '';
    } else {
      hidden.value = option.dataset.id;
      input.value = option.dataset.name;
      hidden.dataset.name = option.dataset.name;
    }
    if (!option.dataset.make) {
      input.dispatchEvent(new Event('change', { bubbles: true }));
    }
  };

  const ask = async () => {
    clearTimeout(timer);
    const turn = ++asked;
    const words = input.value;
    const separator = input.dataset.source.includes('?') ? '&' : '?';
    const answer = await fetch(`${input.dataset.source}${separator}q=${encodeURIComponent(words.slice(0, asks))}`, { headers: { 'HX-Request': 'true' } }).catch(() => null);
    if (answer?.status === 401 && !(await signIn())) {
      input.focus();
      ask();
      return;
    }
    if (turn !== asked || !answer?.ok || document.activeElement !== input) {
      return;
    }
    list.innerHTML = await answer.text();
    answered = words;
    options().forEach((option, at) => {
      option.id = `${list.id}-${at}`;
      option.setAttribute('aria-selected', 'false');
    });
    show(true);
    if (input.value !== '') {
      mark(options()[0]);
    }
  };

  input.addEventListener('input', () => {
    if (hidden && input.value !== hidden.dataset.name) {
      hidden.value = '';
    }
    clearTimeout(timer);
    timer = setTimeout(ask, wait);
  });

  input.addEventListener('click', () => list.hidden && ask());

  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (list.hidden) {
        ask();
        return;
      }
      const all = options();
      const at = all.indexOf(active());
      const step = event.key === 'ArrowDown' ? 1 : -1;
      mark(all[(at + step + all.length) % all.length]);
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && input.value !== '' && input.value !== answered && !hidden?.value) {
      // Typed faster than the options came: those of the whole word are chosen from.
      event.preventDefault();
      if (waiting) {
        waiting.send = true;
        return;
      }
      const turn = { send: false };
      waiting = turn;
      ask().then(() => {
        waiting = null;
        if (!list.hidden && active()) {
          choose(active());
        }
        // Enter once more meanwhile meant the form.
        if (turn.send) {
          input.form?.requestSubmit();
        }
      });
    } else if (event.key === 'Enter' && !list.hidden && active()) {
      event.preventDefault();
      choose(active());
    } else if (event.key === 'Escape' && !list.hidden) {
      event.stopPropagation();
      show(false);
    }
  });

  input.addEventListener('blur', () => setTimeout(() => show(false), 150));
  list.addEventListener('pointerdown', (event) => event.preventDefault());
  list.addEventListener('click', (event) => {
    const option = event.target.closest('[role="option"]');
    if (option) {
      choose(option);
    }
  });
}

function addMany(combo, option) {
  const host = combo.parentElement.querySelector('[data-chosen]');
  if ([...host.querySelectorAll('input')].some((box) => box.value === option.dataset.id)) {
    return;
  }
  const label = document.createElement('label');
  label.className = 'check';
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.name = host.dataset.chosen;
  box.value = option.dataset.id;
  box.checked = true;
  label.append(box, option.dataset.name);
  host.append(label);
}
