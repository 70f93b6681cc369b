import htmx from 'htmx.org';
import { edit, leave, save as deliver, say } from './cell.js';
import { place } from './list-place.js';
import { touch } from './touch.js';
import { letter } from './letter.js';

/**
 * Lists: selection, edit in the cell, widths and order of columns, folded groups. The markup works without it: selecting,
 * sorting, choosing columns and doing something to many records are plain forms.
 */
const sheet = new CSSStyleSheet();

export function lists() {
  if (!document.querySelector('[data-list]')) {
    return;
  }
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  refresh();
  place();
  document.addEventListener('htmx:afterSettle', refresh);
  touch({ list, boxes, ask, count });
  picking();
  cells();
  heads();
  columns();
  document.addEventListener('list-changed', () => htmx.ajax('GET', location.href, { target: '#list', select: '#list', swap: 'outerHTML' }));
}

const list = () => document.getElementById('list');
const token = () => document.querySelector('#bulk input[name="__RequestVerificationToken"], #list form input[name="__RequestVerificationToken"]')?.value ?? '';

/** What a fresh list needs: its short address, its widths, the number of what is selected. */
function refresh() {
  const host = list();
  if (!host) {
    return;
  }
  if (host.dataset.address && host.dataset.address !== location.pathname + location.search) {
    history.replaceState(history.state, '', host.dataset.address);
  }
  widths();
  count();
}

/* Selection */

const boxes = () => [...document.querySelectorAll('#list td.sel input')];

function picking() {
  let last = null;

  document.addEventListener('click', (event) => {
    const box = event.target.closest('td.sel input');
    if (box) {
      if (event.shiftKey && last) {
        const all = boxes();
        const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
        all.slice(Math.max(from, 0), to + 1).forEach((other) => { other.checked = box.checked; });
      }
      last = box;
      count();
    }
    if (event.target.closest('[data-pick-none]')) {
      boxes().forEach((other) => { other.checked = false; });
      document.querySelector('[data-all]').checked = false;
      ask('');
      count();
    }
    if (event.target.closest('[data-ask-close]')) {
      event.preventDefault();
      ask('');
    }
  });

  document.addEventListener('change', (event) => {
    if (event.target.matches('[data-pick-all]')) {
      boxes().forEach((box) => { box.checked = event.target.checked; });
      count();
    }
    if (event.target.matches('[data-all]')) {
      count();
    }
  });

  document.addEventListener('htmx:afterSwap', (event) => {
    if (event.target.id === 'bulk-ask') {
      event.target.querySelector('#bulk-field, input:not([type="hidden"]), select, textarea, button')?.focus();
    }
  });
}

function ask(html) {
  const place = document.getElementById('bulk-ask');
  if (place) {
    place.innerHTML = html;
  }
}

function count() {
  const bar = document.getElementById('bulk');
  if (!bar) {
    return;
  }
  const picked = boxes().filter((box) => box.checked);
  const all = bar.querySelector('[data-all]');
  const total = document.querySelector('.list-head .count')?.textContent.trim() ?? '';
  const out = bar.querySelector('[data-picked]');
  bar.classList.toggle('open', picked.length > 0 || all.checked);
  bar.querySelector('[data-all-count]').textContent = total;
  out.textContent = out.dataset.text.replace('{count}', all.checked ? total : picked.length);
  document.querySelectorAll('#list tbody tr[data-id]').forEach((row) => row.classList.toggle('picked', all.checked || !!row.querySelector('td.sel input')?.checked));
  const head = document.querySelector('[data-pick-all]');
  if (head) {
    head.checked = picked.length > 0 && picked.length === boxes().length;
    head.indeterminate = picked.length > 0 && !head.checked;
  }
}

/* Edit in the cell */

const editable = (cell) => cell?.closest('tr[data-id]') && headOf(cell)?.dataset.edit !== undefined;
const headOf = (cell) => list()?.querySelector('table thead tr')?.cells[cell.cellIndex];

function cells() {
  const pencil = document.createElement('button');
  pencil.type = 'button';
  pencil.className = 'pencil';
  pencil.tabIndex = -1;
  pencil.setAttribute('aria-hidden', 'true');

  document.addEventListener('pointerover', (event) => {
    const cell = event.target.closest('#list td');
    if (cell && event.pointerType === 'mouse' && editable(cell) && !cell.querySelector('.cell-form')) {
      // Put there once: a node that is moved under the pointer takes no click.
      if (pencil.parentElement !== cell) {
        cell.append(pencil);
      }
    } else if (!event.target.closest('.pencil')) {
      pencil.remove();
    }
  });

  document.addEventListener('dblclick', (event) => {
    const cell = event.target.closest('#list td');
    if (editable(cell) && !event.target.closest('.cell-form')) {
      getSelection()?.removeAllRanges();
      open(cell);
    }
  });

  // A click opens the record, a double click edits: the first of the two must wait, and the row's own handler must not see it.
  let waiting = 0;
  document.addEventListener('click', (event) => {
    if (event.target.closest('.pencil')) {
      event.preventDefault();
      event.stopPropagation();
      open(event.target.closest('td'));
      return;
    }
    if (event.target.closest('.cell-form')) {
      if (event.target.closest('[data-cell-close]')) {
        close(event.target.closest('td'));
        event.stopPropagation();
      }
      return;
    }
    const cell = event.target.closest('#list tbody td');
    const row = cell?.closest('tr[data-href]');
    if (row && !event.target.closest('a, button, input, label, select, summary')) {
      event.stopPropagation();
      clearTimeout(waiting);
      if (event.detail === 1 && !String(getSelection())) {
        const go = () => { location.href = row.dataset.href; };
        waiting = editable(cell) ? setTimeout(go, 260) : (go(), 0);
      }
    }
  }, true);
  document.addEventListener('dblclick', () => clearTimeout(waiting), true);

  document.addEventListener('submit', (event) => {
    if (event.target.matches('[data-cell]')) {
      event.preventDefault();
      event.stopImmediatePropagation();
      save(event.target, event.submitter);
    }
  }, true);

  document.addEventListener('change', (event) => {
    if (event.target.matches('.cell-form select[id]')) {
      event.target.form.requestSubmit();
    }
  });

  document.addEventListener('keydown', keys);
}

function keys(event) {
  const form = event.target.closest('.cell-form');
  if (form) {
    if (event.key === 'Escape') {
      event.preventDefault();
      close(form.closest('td'));
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input:not([type="checkbox"]), select, textarea, [contenteditable], dialog')) {
    return;
  }
  const row = document.activeElement?.closest?.('#list tr[data-id]');
  const cell = document.activeElement?.closest?.('#list td');
  const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  if (row && cell && steps[event.key]) {
    event.preventDefault();
    move(row, cell, ...steps[event.key]);
  } else if (row && letter(event) === 'a' && list().dataset.assign) {
    event.preventDefault();
    assign(row);
  } else if (row && letter(event) === 'x') {
    row.querySelector('td.sel input').click();
  } else if (cell && editable(cell) && (letter(event) === 'e' || event.key === 'F2' || (event.key === 'Enter' && document.activeElement === cell))) {
    event.preventDefault();
    open(cell);
  }
}

function move(row, cell, down, right) {
  const rows = [...document.querySelectorAll('#list tr[data-id]')];
  const target = rows[rows.indexOf(row) + down];
  const next = target?.cells[Math.max(1, cell.cellIndex + right)];
  if (next) {
    focus(next);
  }
}

function focus(cell) {
  const link = cell.matches('.name') ? cell.querySelector('a') : null;
  if (!link) {
    cell.tabIndex = -1;
  }
  (link ?? cell).focus();
  document.querySelectorAll('tr.at').forEach((row) => row.classList.remove('at'));
  cell.closest('tr').classList.add('at');
}

function open(cell) {
  const row = cell.closest('tr[data-id]');
  if (row) {
    cell.querySelector('.pencil')?.remove();
    edit(cell, `${list().dataset.list}/${row.dataset.id}/cell/${headOf(cell).dataset.path}`);
  }
}

/** Gives the row's record to somebody: in the owner's own cell, else beside the name, where the form says what it asks. */
async function assign(row) {
  const field = list().dataset.assign;
  const shown = [...row.cells].find((cell) => headOf(cell)?.dataset.path === field);
  const cell = shown ?? row.querySelector('td.name');
  cell.querySelector('.pencil')?.remove();
  await edit(cell, `${list().dataset.list}/${row.dataset.id}/cell/${field}`);
  if (!shown) {
    cell.querySelector('.cell-form label.sr')?.classList.remove('sr');
  }
}

function close(cell) {
  leave(cell);
  focus(cell);
}

async function save(form, submitter) {
  const cell = form.closest('td');
  const row = cell.closest('tr');
  const page = await deliver(form, submitter, { '~state': list().dataset.state });
  if (!page) {
    return;
  }
  say(page);
  const fresh = page.querySelector('tr[data-id]');
  if (!fresh) {
    row.remove();
    return;
  }
  const [at, picked] = [cell.cellIndex, row.querySelector('td.sel input').checked];
  const put = document.importNode(fresh, true);
  row.replaceWith(put);
  put.querySelector('td.sel input').checked = picked;
  put.classList.toggle('picked', picked);
  focus(put.cells[at]);
}

/* Heads: several sort keys, widths */

function heads() {
  document.addEventListener('click', (event) => {
    const link = event.target.closest('th a[data-add]');
    if (link && event.shiftKey) {
      event.preventDefault();
      location.href = link.dataset.add;
    }
    const fold = event.target.closest('[data-fold]');
    if (fold) {
      const body = fold.closest('tbody').nextElementSibling;
      const opened = body.classList.toggle('folded') === false;
      fold.setAttribute('aria-expanded', String(opened));
    }
  });

  document.addEventListener('pointerdown', (event) => {
    const grip = event.target.closest('.grip');
    if (!grip) {
      return;
    }
    event.preventDefault();
    const head = grip.closest('th');
    const [start, width] = [event.clientX, head.offsetWidth];
    const drag = (moved) => {
      head.dataset.width = Math.min(900, Math.max(48, Math.round(width + moved.clientX - start)));
      widths();
    };
    const drop = () => {
      removeEventListener('pointermove', drag);
      const body = new URLSearchParams({ __RequestVerificationToken: token(), '~state': list().dataset.state, [`w.${head.dataset.path}`]: head.dataset.width ?? width });
      fetch(`${list().dataset.list}/widths`, { method: 'POST', body }).catch(() => null);
    };
    addEventListener('pointermove', drag);
    addEventListener('pointerup', drop, { once: true });
  });
}

/** The policy forbids style attributes; rules of a sheet of our own also reach rows that come later. */
function widths() {
  const rules = [];
  list().querySelectorAll('table[data-grid] thead th').forEach((head, at) => {
    if (at > 0 && !head.querySelector('.grip')) {
      const grip = document.createElement('span');
      grip.className = 'grip';
      head.append(grip);
    }
    const width = Number(head.dataset.width);
    if (width) {
      rules.push(`@media (min-width: 761px) { [data-grid] :is(th, td):nth-child(${at + 1}):not([colspan]) { width: ${width}px; min-width: ${width}px; max-width: ${width}px; } }`);
    }
  });
  sheet.replaceSync(rules.join('\n'));
}

/** The columns of the panel change places by drag; the form sends itself. */
function columns() {
  let held = null;
  document.addEventListener('dragstart', (event) => {
    held = event.target.closest?.('[data-columns] > li');
    held?.classList.add('held');
  });
  document.addEventListener('dragover', (event) => {
    const over = event.target.closest?.('[data-columns] > li');
    if (!held || !over) {
      return;
    }
    event.preventDefault();
    const box = over.getBoundingClientRect();
    over[event.clientY < box.top + box.height / 2 ? 'before' : 'after'](held);
  });
  document.addEventListener('dragend', () => {
    if (held) {
      held.classList.remove('held');
      held.closest('form').dispatchEvent(new Event('change', { bubbles: true }));
      held = null;
    }
  });
}
