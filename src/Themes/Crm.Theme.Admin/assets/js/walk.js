import { letter } from './letter.js';

/**
 * Previous and next in the list that one came from. A list or board leaves the order of its records behind when it is left; the page
 * of a record takes it up. Kept for this tab alone.
 */
const keyOf = (type) => `crm.list.${location.pathname.split('/c/')[0]}.${type}`;

export function walk() {
  if (document.querySelector('[data-list], [data-board]')) {
    addEventListener('pagehide', keep);
  }
  const nav = document.querySelector('[data-walk]');
  const kept = nav && read(keyOf(nav.dataset.walk));
  if (kept?.ids.includes(nav.dataset.id)) {
    show(nav, kept);
  }
}

function keep() {
  const type = location.pathname.split('/c/')[1]?.split('/')[0];
  const ids = [...new Set([...document.querySelectorAll('#list tr[data-id], .deal[id^="card-"]')].map((row) => row.dataset.id ?? row.id.slice('card-'.length)))];
  if (type && ids.length > 0) {
    store(keyOf(type), { url: location.pathname + location.search, ids, more: document.querySelector('#list tr.more a')?.getAttribute('href') ?? null });
  }
}

async function show(nav, kept) {
  let at = kept.ids.indexOf(nav.dataset.id);
  const base = location.pathname.slice(0, -nav.dataset.id.length);
  const link = (by) => nav.querySelector(`[data-walk-by="${by}"]`);
  const lead = (by) => {
    const id = kept.ids[at + by];
    link(by).toggleAttribute('aria-disabled', !id);
    if (id) {
      link(by).href = base + id;
    }
  };
  const draw = () => {
    lead(-1);
    lead(1);
    nav.querySelector('span:last-child').textContent = nav.dataset.at.replace('{at}', at + 1).replace('{count}', kept.ids.length + (kept.more ? '+' : ''));
  };
  nav.hidden = false;
  const crumb = nav.parentElement.querySelector('a');
  crumb.href = kept.url;
  draw();
  if (at === kept.ids.length - 1 && kept.more) {
    await further(kept);
    store(keyOf(nav.dataset.walk), kept);
    draw();
  }

  document.addEventListener('keydown', (event) => {
    const by = { j: 1, k: -1 }[letter(event)];
    if (by && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest('input, select, textarea, dialog, [contenteditable]') && link(by).href) {
      event.preventDefault();
      location.href = link(by).href;
    }
  });
}

/** The next page of the list, for whoever walks over the end of the one that was seen. */
async function further(kept) {
  const answer = await fetch(kept.more, { headers: { 'HX-Request': 'true' } }).catch(() => null);
  if (!answer?.ok) {
    return;
  }
  const page = new DOMParser().parseFromString(`<table>${await answer.text()}</table>`, 'text/html');
  kept.ids = [...new Set([...kept.ids, ...[...page.querySelectorAll('tr[data-id]')].map((row) => row.dataset.id)])];
  kept.more = page.querySelector('tr.more a')?.getAttribute('href') ?? null;
}

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

function store(key, value) {
  try {
    sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A full or forbidden store costs the walk, nothing else.
  }
}
