import { ask, post, say } from './board-post.js';

/** Columns: folded and opened in place; further cards come before the end of the column is reached. */
export function lanes(board) {
  watch(board);

  document.addEventListener('submit', async (event) => {
    const button = event.submitter;
    if (event.target.id !== 'board-act' || !button) {
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    const answer = await post(button.formAction, [[button.name, button.value]]);
    const fresh = answer.ok && answer.page.querySelector('.lane');
    if (!fresh) {
      say(answer);
      return;
    }
    const lane = document.importNode(fresh, true);
    document.getElementById(lane.id).replaceWith(lane);
    watch(lane);
    lane.dispatchEvent(new CustomEvent('board:lane', { bubbles: true }));
    lane.querySelector('.fold').focus();
  }, true);

  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[data-more]');
    if (link) {
      event.preventDefault();
      more(link);
    }
  });
}

const seen = new WeakSet();

function watch(scope) {
  for (const lane of scope.querySelectorAll('[data-cards]')) {
    const link = lane.querySelector(':scope > a[data-more]');
    if (link && !seen.has(link)) {
      seen.add(link);
      new IntersectionObserver((entries, observer) => {
        if (entries.some((entry) => entry.isIntersecting)) {
          observer.disconnect();
          more(link);
        }
      }, { root: lane, rootMargin: '600px 0px' }).observe(link);
    }
  }
}

/** Brings the next cards in place of the link to them. */
export async function more(link) {
  if (link.getAttribute('aria-busy')) {
    return;
  }
  link.setAttribute('aria-busy', 'true');
  const answer = await ask(link.dataset.more);
  if (!answer.ok) {
    link.removeAttribute('aria-busy');
    say(answer);
    return;
  }
  const { page } = answer;
  const lane = link.parentElement;
  // A card that was moved up here meanwhile is there already.
  page.querySelectorAll('.deal').forEach((card) => document.getElementById(card.id) && card.remove());
  const had = document.activeElement === link;
  const fresh = [...page.body.children].map((node) => document.importNode(node, true));
  link.replaceWith(...fresh);
  if (had) {
    fresh[0]?.querySelector('.name')?.focus();
  }
  watch(lane.parentElement);
}
