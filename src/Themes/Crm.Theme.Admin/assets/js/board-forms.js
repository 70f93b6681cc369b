import { ask, post, say, take } from './board-post.js';
import { mayDrop } from './unsaved.js';

/** The small forms of the board, one at a time: what a stage asks for beside a card, and a new card at the top of a column. */
let open = null;

export function forms(board) {
  const first = board.querySelector('form[data-add-form]');
  if (first) {
    adopt(first, true);
  }

  document.addEventListener('click', async (event) => {
    const adder = event.target.closest('a[data-add]');
    if (adder) {
      event.preventDefault();
      await add(adder);
    }
    if (event.target.closest('[data-cancel], [data-cell-close]') && open?.form.contains(event.target)) {
      event.preventDefault();
      leave();
    }
  });

  document.addEventListener('keydown', (event) => {
    // Where a list of options is open, Escape has closed that.
    if (event.key === 'Escape' && open && !event.defaultPrevented) {
      leave();
    }
  });

  // Before the handler of all forms, which would take the next sending for a second one.
  document.addEventListener('submit', (event) => {
    if (open?.form === event.target) {
      event.preventDefault();
      event.stopImmediatePropagation();
      send(event.target, event.submitter);
    }
  }, true);
}

/** Opens the form for a new card in the column of its plus. */
export async function add(adder) {
  if (!leave()) {
    return;
  }
  const lane = adder.closest('.lane');
  const answer = await ask(adder.dataset.add);
  const form = answer.page.querySelector('form[data-add-form]');
  if (!answer.ok || !form) {
    say(answer);
    return;
  }
  const fresh = document.importNode(form, true);
  lane.querySelector('header').after(fresh);
  adopt(fresh, true);
}

function adopt(form, again) {
  open = {
    form,
    done: (page) => {
      take(page);
      const next = document.getElementById(form.id);
      if (again && next) {
        adopt(next, true);
      }
    },
    closed: () => form.closest('.lane')?.querySelector('a[data-add]')?.focus(),
  };
  focus(form);
}

/** Shows a form after an element: closed runs when it is left, done with the answer when it was sent. */
export function openForm(form, { after, done, closed }) {
  closeForm();
  const fresh = dress(form);
  after.after(fresh);
  open = { form: fresh, once: true, done, closed };
  focus(fresh);
  fresh.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

/** A form for the board: that of a cell says here which value it asks for. */
function dress(form) {
  const fresh = document.importNode(form, true);
  if (fresh.matches('[data-cell]')) {
    fresh.className = 'deal-form';
    fresh.querySelector('label.sr')?.classList.remove('sr');
  }
  return fresh;
}

/** Closes the form that is open, unless what was typed in it is to stay; true: none is open now. */
export function leave() {
  const may = !open || mayDrop(open.form.parentElement);
  if (may) {
    closeForm();
  }
  return may;
}

export function closeForm() {
  if (open) {
    const { form, closed } = open;
    open = null;
    closed();
    form.remove();
  }
}

async function send(form, submitter) {
  if (form.getAttribute('aria-busy')) {
    return;
  }
  form.setAttribute('aria-busy', 'true');
  const answer = await post(form.action, [...new FormData(form, submitter), ['~place', 'board']]);
  form.removeAttribute('aria-busy');
  if (answer.ok) {
    const { done, once } = open;
    open = null;
    if (once) {
      form.remove();
    }
    done(answer.page);
    return;
  }
  const again = answer.page.querySelector('form[data-gate], form[data-add-form], form[data-cell]');
  if (!again) {
    say(answer);
    return;
  }
  const fresh = dress(again);
  form.replaceWith(fresh);
  open.form = fresh;
  focus(fresh);
}

function focus(form) {
  document.dispatchEvent(new CustomEvent('crm:shown', { detail: form }));
  const fields = ':is(input:not([type="hidden"]), select, textarea)';
  const first = form.querySelector(`${fields}[aria-invalid]`) ?? form.querySelector(fields) ?? form.querySelector('button');
  first?.focus();
  if (form.matches('[data-cell]')) {
    first?.select?.();
  }
}
