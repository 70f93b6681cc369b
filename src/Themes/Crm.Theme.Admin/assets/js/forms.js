import htmx from 'htmx.org';
import { reason, refused, said, send, settled, signIn, unsent } from './send.js';
import { guarded, mayDrop, unsaved } from './unsaved.js';

/** Forms: sent once, Ctrl+Enter sends, Esc leaves, leaving with unsaved work asks, what cannot be sent stays. */
export function forms() {
  for (const zone of document.querySelectorAll('input[data-zone]')) {
    zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
  }

  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (form.getAttribute('method') !== 'post' || event.defaultPrevented || event.submitter?.hasAttribute('data-download')) {
      return;
    }
    busy(form, true);
    if (form.matches('[data-guard]')) {
      event.preventDefault();
      deliver(form, event.submitter);
    }
  });

  // Back to a page kept by the browser: its forms work again. Back to a form that was saved: what was typed belongs to the record.
  window.addEventListener('pageshow', (event) => {
    if (history.state?.saved) {
      document.querySelectorAll('form[data-guard]').forEach((form) => form.reset());
      history.replaceState({ ...history.state, saved: false }, '');
    }
    if (event.persisted) {
      document.querySelectorAll('form[data-sent]').forEach((form) => busy(form, false));
    }
  });

  leaving();
  document.addEventListener('keydown', keys);
  document.addEventListener('htmx:sendError', ({ detail }) => detail.elt.matches?.('form') && unsent(detail.elt, said('unsent')));
  document.addEventListener('htmx:beforeRequest', ({ detail }) => detail.elt.matches?.('form') && settled(detail.elt));
  document.addEventListener('htmx:responseError', again);
  document.addEventListener('crm:refused', ({ target, detail }) => refused(target.closest('form'), detail.field, detail.text));
}

function busy(form, yes) {
  if (yes) {
    form.dataset.sent = 'yes';
  } else {
    delete form.dataset.sent;
  }
  for (const button of form.querySelectorAll('button[type="submit"], button:not([type])')) {
    button.toggleAttribute('aria-busy', yes);
    if (yes) {
      button.setAttribute('aria-busy', 'true');
    }
  }
}

/* Sending */

let left = false;

async function deliver(form, submitter) {
  const address = submitter?.getAttribute('formaction') ?? form.getAttribute('action');
  const data = new FormData(form, submitter);
  settled(form);
  const answer = await send(address, data, { 'Crm-Send': '1' });
  const go = answer?.headers.get('Crm-Go');
  if (go) {
    left = true;
    history.replaceState({ ...history.state, saved: true }, '');
    location.assign(go);
    return;
  }
  busy(form, false);
  if (!answer) {
    unsent(form, said(reason));
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const main = document.getElementById('main');
  if (page.querySelector('#main form[data-guard]')) {
    main.replaceChildren(...page.getElementById('main').childNodes);
    htmx.process(main);
    document.dispatchEvent(new CustomEvent('crm:shown', { detail: main }));
    (document.getElementById('form-errors') ?? document.getElementById('form-same') ?? main.querySelector('[role="alert"], [autofocus]'))?.focus();
    scrollTo(0, 0);
  } else {
    refused(form, answer.headers.get('Crm-Field'), page.querySelector('.empty p')?.textContent || said('failed'));
  }
}

/** A piece of a page was refused because the session has ended: once it is begun again the form goes off again. */
async function again({ detail }) {
  if (detail.xhr.status !== 401) {
    return;
  }
  const why = await signIn();
  if (!why) {
    htmx.trigger(detail.elt, detail.requestConfig.triggeringEvent?.type ?? 'click');
  } else if (detail.elt.matches('form')) {
    unsent(detail.elt, said(why));
  }
}

/* Leaving */

function leaving() {
  window.addEventListener('beforeunload', (event) => {
    if (!left && unsaved().some((form) => !form.dataset.sent || form.matches('[data-guard]'))) {
      event.preventDefault();
    }
  });
  window.addEventListener('pageshow', () => { left = false; });

  // A piece of the page that is about to be replaced may hold a form of its own.
  document.addEventListener('htmx:beforeRequest', (event) => {
    const { elt, target } = event.detail;
    if (target && !target.contains(elt.closest('form')) && !elt.closest(guarded) && !mayDrop(target)) {
      event.preventDefault();
    }
  });
}

function keys(event) {
  const form = event.target.closest?.('form[data-guard]');
  if (!form) {
    return;
  }
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit((event.shiftKey && form.querySelector('[data-then]')) || form.querySelector('.actions .primary'));
  } else if (event.key === 'Escape' && !event.defaultPrevented && !event.target.closest('dialog')) {
    form.querySelector('[data-leave]')?.click();
  }
}

/** Fields that come anew because another one changed: what was opened stays open. */
export function fields() {
  let open = false;
  document.addEventListener('htmx:beforeSwap', ({ detail }) => {
    if (detail.target.id === 'form-fields') {
      open = detail.target.querySelector('details.rest')?.open ?? false;
    }
  });
  document.addEventListener('htmx:afterSwap', () => {
    const rest = document.querySelector('#form-fields details.rest');
    if (rest && open) {
      rest.open = true;
    }
  });

  // A link to a field that is folded away opens what folds it.
  document.addEventListener('click', (event) => {
    const link = event.target.closest('#form-errors a[href^="#"]');
    const field = link && document.getElementById(link.hash.slice(1));
    if (field) {
      event.preventDefault();
      field.closest('details')?.setAttribute('open', '');
      field.focus();
      field.scrollIntoView({ block: 'center' });
    }
  });
}

/** Typing a value of one's own in a conflict chooses it. */
document.addEventListener('input', ({ target }) => {
  const own = target.closest('.both .own');
  if (own && target.type !== 'radio') {
    own.querySelector('input[type="radio"]').checked = true;
  }
});
