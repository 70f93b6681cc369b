/**
 * Masks dress what is typed and take nothing away: phones are grouped as they are typed and written in full when left, amounts
 * are grouped while nobody types in them. The server reads what was typed; what cannot be read stays as it is and is explained there.
 */
import { dial, learn, settle } from './phones.js';

/** What an input holds without the mask's dress: what is compared and sent. */
export const plain = (input) => (input.dataset.number ? ungroup(input.value, input.dataset.number) : input.value);

export function masks() {
  document.addEventListener('input', (event) => event.target.dataset.phone && !event.isComposing && dial(event));
  document.addEventListener('focusin', ({ target }) => target.dataset.phone && learn(target.dataset.phoneRules));
  // Whoever comes by Tab finds all of it selected, and types over it.
  let tabbed = false;
  document.addEventListener('keydown', (event) => { tabbed = event.key === 'Tab'; }, true);
  document.addEventListener('pointerdown', () => { tabbed = false; }, true);
  document.addEventListener('focusin', ({ target }) => {
    if (target.dataset.number && target.value !== plain(target)) {
      const all = tabbed || (target.selectionStart === 0 && target.selectionEnd === target.value.length);
      target.value = plain(target);
      if (all) {
        target.select();
      }
    }
  });
  document.addEventListener('focusout', ({ target }) => {
    if (target.dataset.number) {
      target.value = group(target.value, target.dataset.number);
    } else if (target.dataset.phone && target.value !== target.defaultValue) {
      settle(target);
    }
  });
  document.addEventListener('formdata', (event) => {
    for (const input of event.target.querySelectorAll('input[data-number][name]')) {
      if (event.formData.has(input.name)) {
        event.formData.set(input.name, plain(input));
      }
    }
  });
  dress(document);
  document.addEventListener('htmx:afterSettle', ({ target }) => dress(target));
  document.addEventListener('crm:shown', ({ detail }) => dress(detail));
}

function dress(inside) {
  for (const input of inside.querySelectorAll('input[data-number]')) {
    if (input !== document.activeElement) {
      input.value = group(input.value, input.dataset.number);
    }
  }
}

/* Amounts. The two marks are those of the person's culture: between groups, before the fraction. */

function parts(text, [between, point]) {
  const found = /^([-−]?)(\d+)(?:(.)(\d*))?$/.exec(text.trim());
  const usable = found && (found[3] === undefined || found[3] === point || (found[3] === '.' && between !== '.'));
  return usable ? found : null;
}

function group(text, marks) {
  const found = parts(ungroup(text, marks), marks);
  return found ? found[1] + found[2].replace(/\B(?=(\d{3})+$)/g, marks[0]) + (found[3] ?? '') + (found[4] ?? '') : text;
}

function ungroup(text, [between, point]) {
  const gap = /\s/.test(between) ? '[\\s\\u202f]' : `\\${between}`;
  const grouped = new RegExp(`^[-−]?\\d{1,3}(${gap}\\d{3})+([${point}${between === '.' ? '' : '.'}]\\d*)?$`);
  return grouped.test(text.trim()) ? text.trim().replace(new RegExp(gap, 'g'), '') : text;
}
