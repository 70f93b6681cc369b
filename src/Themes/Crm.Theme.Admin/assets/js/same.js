/**
 * While a form is filled in: records that may be the one that is typed. One small request of the fields that tell records
 * apart, after the typing rests; what it finds stands beside the field. What was shown is sent along, so that nobody is asked
 * about it again when the form is saved.
 */
const rest = 400;

export function same() {
  let timer;
  document.addEventListener('input', later);
  document.addEventListener('change', later);

  function later({ target }) {
    const form = target.name && target.closest?.('[data-same]');
    if (form && form.dataset.sameFields.split(' ').includes(target.name)) {
      clearTimeout(timer);
      timer = setTimeout(() => ask(form), rest);
    }
  }

  document.addEventListener('click', (event) => {
    const button = event.target.closest('.within [data-use]');
    if (button) {
      event.preventDefault();
      use(button.closest('.within'), button.dataset);
    }
  });
}

async function ask(form) {
  if (!form.isConnected) {
    return;
  }
  const all = new FormData(form.form ?? form);
  const sent = new URLSearchParams({ __RequestVerificationToken: all.get('__RequestVerificationToken') });
  for (const name of form.dataset.sameFields.split(' ')) {
    all.getAll(name).forEach((value) => sent.append(name.slice(form.dataset.prefix.length), value));
  }
  const answer = await fetch(form.dataset.same, { method: 'POST', body: sent, headers: { 'HX-Request': 'true' } }).catch(() => null);
  if (!answer?.ok || !form.isConnected) {
    return;
  }
  const found = document.createElement('div');
  found.innerHTML = await answer.text();
  const own = (note) => note.closest('[data-same]') === form && !note.closest('.same-asked');
  form.querySelectorAll('.same-live').forEach((note) => own(note) && note.remove());
  for (const note of found.querySelectorAll('.same')) {
    const field = form.querySelector(`[name="${CSS.escape(form.dataset.prefix + note.dataset.beside)}"]`)?.closest('.field');
    note.classList.add('same-live');
    note.setAttribute('role', 'status');
    field?.append(note);
  }
}

/** The record that was found takes the place of the one that was to be created. */
function use(within, { use: id, name }) {
  const combo = within.previousElementSibling;
  const input = combo.querySelector('input[data-source]');
  const hidden = combo.querySelector('input[data-value]');
  within.remove();
  if (hidden) {
    hidden.value = id;
    hidden.dataset.name = name;
    input.value = name;
  } else {
    combo.dispatchEvent(new CustomEvent('crm:add', { detail: { id, name } }));
    input.value = '';
  }
  input.dispatchEvent(new Event('change', { bubbles: true }));
  input.focus();
}
