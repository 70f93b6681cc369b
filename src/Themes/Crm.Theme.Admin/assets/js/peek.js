import { letter } from './letter.js';

/**
 * A name opens a small card: after a moment under the mouse, or by i on a link that has the focus. Never by touch. What a page has
 * asked for once it keeps until something is sent.
 */
const open = 300;
const close = 160;
const sheet = new CSSStyleSheet();
const kept = new Map();
let card = null;
let timer;

export function peek() {
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  document.addEventListener('pointerover', (event) => {
    if (event.pointerType !== 'mouse' || event.buttons) {
      return;
    }
    const link = linkAt(event.target);
    if (link && link !== card?.link) {
      clearTimeout(timer);
      timer = setTimeout(() => show(link), open);
    } else if (event.target.closest('.peek') || link) {
      clearTimeout(timer);
    } else {
      clearTimeout(timer);
      // A mouse that lies still is told where it is whenever the page moves below it: what a key opened a key closes.
      timer = setTimeout(() => card?.byKey || hide(), close);
    }
  });
  for (const name of ['pointerdown', 'submit', 'scroll', 'htmx:beforeSwap']) {
    document.addEventListener(name, (event) => {
      if (name === 'submit') {
        kept.clear();
      }
      if (!event.target.closest?.('.peek')) {
        clearTimeout(timer);
        hide();
      }
    }, true);
  }
  document.addEventListener('focusout', (event) => event.target === card?.link && card.byKey && hide());
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && card) {
      event.stopImmediatePropagation();
      event.preventDefault();
      hide();
    } else if (letter(event) === 'i' && !event.ctrlKey && !event.metaKey && !event.altKey && linkAt(event.target)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      show(event.target, true);
    }
  }, true);
}

/** A link to the page of a record, other than this one and than what only leads around. */
function linkAt(target) {
  const link = target.closest?.('#main a[href]');
  return link && /\/c\/[\w.-]+\/\d+$/.test(link.pathname) && link.origin === location.origin
    && link.pathname !== location.pathname && !link.closest('.walk, .crumbs, .peek') ? link : null;
}

async function show(link, byKey = false) {
  const address = `${link.pathname}/peek`;
  if (!kept.has(address)) {
    kept.set(address, fetch(address, { headers: { 'HX-Request': 'true' } }).then((answer) => (answer.ok && !answer.redirected ? answer.text() : '')).catch(() => ''));
    // Cards are moved and colleagues write while a page stands open.
    setTimeout(() => kept.delete(address), 10_000);
  }
  const html = await kept.get(address);
  if (!html) {
    kept.delete(address);
    return;
  }
  const wanted = byKey ? document.activeElement === link : link.matches(':hover');
  if (!link.isConnected || !wanted) {
    return;
  }
  hide();
  const box = document.createElement('div');
  box.className = 'peek';
  box.id = 'peek';
  box.setAttribute('role', byKey ? 'status' : 'group');
  box.setAttribute('aria-label', link.textContent.trim());
  document.body.append(box);
  card = { box, link, byKey };
  if (byKey) {
    // A screen reader tells of what comes into a place that is there already.
    await new Promise(requestAnimationFrame);
  }
  box.innerHTML = html;
  place(box, link);
}

/** Below the link, above where there is no room; where it begins, as far as the window allows. */
function place(box, link) {
  const [at, size] = [link.getBoundingClientRect(), box.getBoundingClientRect()];
  const rtl = document.documentElement.dir === 'rtl';
  const start = Math.max(8, Math.min(rtl ? innerWidth - at.right : at.left, innerWidth - size.width - 8));
  const top = at.bottom + size.height + 8 < innerHeight ? at.bottom + 4 : Math.max(8, at.top - size.height - 4);
  sheet.replaceSync(`.peek { inset-inline-start: ${Math.round(start)}px; inset-block-start: ${Math.round(top)}px; visibility: visible; }`);
}

function hide() {
  card?.box.remove();
  card = null;
  sheet.replaceSync('');
}
