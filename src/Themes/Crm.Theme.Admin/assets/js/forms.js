/** Forms: sent once, Ctrl+Enter sends, leaving with unsaved work asks. */
export function forms() {
  let dirty = false;

  for (const zone of document.querySelectorAll('input[data-zone]')) {
    zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
  }

  document.addEventListener('input', (event) => {
    if (event.target.closest('form[data-guard]')) {
      dirty = true;
    }
  });

  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (form.method !== 'post' || event.defaultPrevented || event.submitter?.hasAttribute('data-download')) {
      return;
    }
    dirty = false;
    form.dataset.sent = 'yes';
    for (const button of form.querySelectorAll('button[type="submit"], button:not([type])')) {
      button.setAttribute('aria-busy', 'true');
    }
  });

  // Back to a page kept by the browser: its forms work again.
  window.addEventListener('pageshow', (event) => {
    if (!event.persisted) {
      return;
    }
    for (const form of document.querySelectorAll('form[data-sent]')) {
      delete form.dataset.sent;
      form.querySelectorAll('[aria-busy]').forEach((button) => button.removeAttribute('aria-busy'));
    }
  });

  window.addEventListener('beforeunload', (event) => {
    if (dirty) {
      event.preventDefault();
    }
  });

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      const form = event.target.closest('form[data-guard]');
      if (form) {
        event.preventDefault();
        form.requestSubmit();
      }
    }
  });
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
}

/** Typing a value of one's own in a conflict chooses it. */
document.addEventListener('input', ({ target }) => {
  const own = target.closest('.both .own');
  if (own && target.type !== 'radio') {
    own.querySelector('input[type="radio"]').checked = true;
  }
});
