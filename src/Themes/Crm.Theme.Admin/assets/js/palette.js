import { letter } from './letter.js';

/**
 * Ctrl+K: records by part of a name, phone or mail, places, actions. The server renders what fits the words; this moves
 * through it. The browser remembers which records were open, never what they are called.
 */
const wait = 80;
const most = 8;

export function palette() {
  const dialog = document.getElementById('palette');
  if (!dialog) {
    return;
  }
  const input = dialog.querySelector('input[role="combobox"]');
  const list = dialog.querySelector('[role="listbox"]');
  let timer;
  let asking;

  remember(dialog.dataset.memory);

  const options = () => [...list.querySelectorAll('[role="option"]')];
  const active = () => list.querySelector('[aria-selected="true"]');

  const mark = (option) => {
    active()?.setAttribute('aria-selected', 'false');
    input.removeAttribute('aria-activedescendant');
    if (option) {
      option.setAttribute('aria-selected', 'true');
      option.scrollIntoView({ block: 'nearest' });
      input.setAttribute('aria-activedescendant', option.id);
    }
  };

  const ask = async () => {
    asking?.abort();
    const turn = new AbortController();
    asking = turn;
    list.setAttribute('aria-busy', 'true');
    const query = new URLSearchParams({ q: input.value });
    if (input.value.trim() === '') {
      query.set('recent', recall(dialog.dataset.memory).filter((record) => record !== shown()).join(','));
    }
    try {
      const answer = await fetch(`${dialog.dataset.source}?${query}`, { signal: turn.signal, headers: { 'HX-Request': 'true' } });
      if (answer.redirected) {
        location.reload();
        return;
      }
      if (!answer.ok) {
        throw new Error(answer.statusText);
      }
      list.innerHTML = await answer.text();
    } catch (error) {
      if (turn.signal.aborted) {
        return;
      }
      list.replaceChildren(Object.assign(document.createElement('p'), { className: 'none', textContent: dialog.dataset.failed }));
    }
    list.removeAttribute('aria-busy');
    options().forEach((option, at) => { option.id = `palette-${at}`; });
    mark(options()[0]);
  };

  const open = (text = '') => {
    if (dialog.open) {
      return;
    }
    input.value = text;
    list.replaceChildren();
    dialog.showModal();
    input.focus();
    ask();
  };

  document.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && letter(event).toLowerCase() === 'k') {
      event.preventDefault();
      open();
    }
  });

  // The search box in the bar is the same thing to a person; without this script it is a form.
  document.querySelector('.topbar .search input')?.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    open(event.target.value);
  });

  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => { timer = undefined; ask(); }, wait);
  });

  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const all = options();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      mark(all[(all.indexOf(active()) + step + all.length) % all.length]);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      choose(event);
    }
  });

  /** Someone who types fast presses Enter before the answer is there: the answer opens, not what stood there before. */
  const choose = async (event) => {
    const apart = event.ctrlKey || event.metaKey;
    if (list.hasAttribute('aria-busy') || timer) {
      clearTimeout(timer);
      timer = undefined;
      await ask();
    }
    const option = active();
    if (!option || !dialog.open) {
      return;
    }
    if (apart) {
      window.open(option.href, '_blank', 'noopener');
    } else {
      location.href = option.href;
    }
  };

  // A click beside the box closes it.
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) {
      dialog.close();
    }
  });
}

function shown() {
  const [, type, id] = location.pathname.match(/\/c\/([^/]+)\/(\d+)\/?$/) ?? [];
  return type && `${type}/${id}`;
}

function recall(memory) {
  try {
    const kept = JSON.parse(localStorage.getItem(memory) ?? '[]');
    return Array.isArray(kept) ? kept.filter((record) => typeof record === 'string') : [];
  } catch {
    return [];
  }
}

function remember(memory) {
  const record = shown();
  if (!record) {
    return;
  }
  try {
    localStorage.setItem(memory, JSON.stringify([record, ...recall(memory).filter((other) => other !== record)].slice(0, most + 1)));
  } catch {
    // A browser that keeps nothing has no recent records; all else works.
  }
}
