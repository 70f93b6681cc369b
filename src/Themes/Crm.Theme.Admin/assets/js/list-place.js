import htmx from 'htmx.org';

/** Where one was in a list: kept for the tab, so that the way back from a record leads to the same rows. */
const keyOf = () => `list:${location.pathname}${location.search}`;
const rows = () => [...document.querySelectorAll('#list tr[data-id]')];

/** What scrolls: the table on a wide screen, the page on a phone. */
const scroller = () => [document.querySelector('#list .table-wrap'), document.getElementById('main')].find((box) => box?.scrollTop > 0);

export function place() {
  window.addEventListener('pagehide', () => {
    const edge = scroller()?.getBoundingClientRect().top;
    const first = edge !== undefined && rows().find((row) => row.getBoundingClientRect().top >= edge);
    const spot = first && { row: first.dataset.id, below: first.getBoundingClientRect().top - edge, count: rows().length };
    sessionStorage.setItem(keyOf(), JSON.stringify(spot || null));
  });

  const kept = JSON.parse(sessionStorage.getItem(keyOf()) ?? 'null');
  if (kept && performance.getEntriesByType('navigation')[0]?.type !== 'navigate') {
    restore(kept);
  }
}

/** Others may have come above it meanwhile, so pixels would not lead back. */
async function restore({ row, below, count }) {
  for (let turns = 0; turns < 20 && rows().length < count; turns++) {
    const more = document.querySelector('#list tr.more a');
    if (!more) {
      break;
    }
    await htmx.ajax('GET', more.getAttribute('href'), { target: more.closest('tr'), swap: 'outerHTML' });
  }
  const first = rows().find((one) => one.dataset.id === row);
  first?.scrollIntoView({ block: 'start', inline: 'nearest' });
  const box = first && scroller();
  if (box) {
    box.scrollTop += first.getBoundingClientRect().top - box.getBoundingClientRect().top - below;
  }
}
