/**
 * Sends a form and keeps the page until it is known what came of it: nothing typed is lost with the connection, nor with the
 * session, which is begun again in a dialog over the page.
 */
const tokenName = '__RequestVerificationToken';
let signing = null;

export const said = (name) => document.getElementById('toasts')?.dataset[name] ?? '';

/** Why the last sending was given up: the name of one of the page's sentences. */
export let reason = 'unsent';

/** The answer to a form's data; null when there was none, with the reason. */
export async function send(address, data, headers = {}) {
  const files = [...data.values()].some((value) => value instanceof File);
  for (let turn = 0; ; turn++) {
    // A server that refuses a large file does not wait for its end, and the browser takes that for a lost connection: ask before.
    const why = files && turn === 0 ? await renew() : '';
    if (why) {
      reason = why;
      return null;
    }
    if (files) {
      data.set(tokenName, document.querySelector(`input[name="${tokenName}"]`).value);
    }
    const answer = await fetch(address, { method: 'POST', body: files ? data : new URLSearchParams(data), headers }).catch(() => null);
    const expired = answer?.headers.get('Crm-Error') === 'access.form-expired' && turn === 0;
    if (answer && answer.status !== 401 && !expired) {
      return answer;
    }
    reason = answer ? await (expired ? renew() : signIn()) : 'unsent';
    if (reason) {
      return null;
    }
    data.set(tokenName, document.querySelector(`input[name="${tokenName}"]`).value);
  }
}

/** The form is not saved: says so where the form ends, with a button to try again. */
export function unsent(form, sentence = said(reason)) {
  settled(form);
  const note = document.createElement('div');
  note.className = 'note bad unsent';
  note.setAttribute('role', 'alert');
  const text = document.createElement('p');
  text.className = 'grow';
  text.textContent = sentence;
  const again = document.createElement('button');
  again.className = 'btn small';
  again.textContent = said('again');
  note.append(text, again);
  const end = form.querySelector(':scope > .actions, :scope > .row:last-of-type');
  if (end) {
    end.before(note);
  } else {
    form.append(note);
  }
  again.focus({ preventScroll: false });
}

export function settled(form) {
  form.querySelectorAll('.unsent, .refused').forEach((note) => note.remove());
}

/** Says beside the field what is wrong with it; at the form's end where the form has no such field. */
export function refused(form, field, sentence) {
  const input = field && form.querySelector(`[name="${CSS.escape(field)}"]:not([type="hidden"])`);
  if (!input) {
    unsent(form, sentence);
    return;
  }
  settled(form);
  const note = document.createElement('p');
  note.className = 'err refused';
  note.setAttribute('role', 'alert');
  note.textContent = sentence;
  (input.closest('.combo, label') ?? input).after(note);
  input.setAttribute('aria-invalid', 'true');
  input.addEventListener('input', () => { note.remove(); input.removeAttribute('aria-invalid'); }, { once: true });
  input.focus();
}

/** Signs in over the page. Nothing when that worked, else the reason why not. */
export function signIn() {
  signing ??= ask().finally(() => { signing = null; });
  return signing;
}

async function renew() {
  const answer = await fetch(`${base()}/signed-in`, { headers: { 'HX-Request': 'true' } }).catch(() => null);
  return answer?.status === 401 ? signIn() : take(answer?.ok ? parse(await answer.text()) : null);
}

/** The tenant's root. */
const base = () => said('root');

const parse = (html) => new DOMParser().parseFromString(html, 'text/html');

function take(page) {
  const back = page?.querySelector('[data-signed-in]');
  if (!back) {
    return 'unsent';
  }
  if (back.dataset.signedIn !== said('who')) {
    return 'other';
  }
  const fresh = back.querySelector('input').value;
  document.querySelectorAll(`input[name="${tokenName}"]`).forEach((input) => { input.value = fresh; });
  return '';
}

async function ask() {
  const headers = { 'HX-Request': 'true' };
  const answer = await fetch(`${base()}/sign-in`, { headers }).catch(() => null);
  if (!answer?.ok) {
    return 'unsent';
  }
  const dialog = document.createElement('dialog');
  dialog.className = 'again';
  dialog.setAttribute('aria-labelledby', 'again-title');
  show(dialog, await answer.text());
  const before = document.activeElement;
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((done) => {
    let outcome = 'signedOut';
    dialog.addEventListener('click', (event) => event.target.closest('[data-close]') && dialog.close());
    dialog.addEventListener('submit', async (event) => {
      event.preventDefault();
      event.stopPropagation();
      const form = event.target;
      const back = await fetch(form.getAttribute('action'), { method: 'POST', body: new URLSearchParams(new FormData(form)), headers }).catch(() => null);
      const html = back ? await back.text() : '';
      const page = parse(html);
      if (page.querySelector('[data-signed-in]')) {
        outcome = take(page);
        dialog.close();
      } else if (page.querySelector('form')) {
        show(dialog, html);
      } else {
        unsent(form, said('unsent'));
      }
    });
    dialog.addEventListener('close', () => {
      dialog.remove();
      before?.focus?.();
      done(outcome);
    });
  });
}

/** The page remembers whose session it was: their password is all that is missing. */
function show(dialog, html) {
  dialog.innerHTML = html;
  const [mail, password] = ['email', 'password'].map((name) => dialog.querySelector(`[name="${name}"]`));
  if (mail && mail.value === '') {
    mail.value = said('mail');
  }
  const first = mail?.value ? password : mail;
  for (const input of dialog.querySelectorAll('input')) {
    input.toggleAttribute('autofocus', input === first);
  }
  first?.focus();
}
