/**
 * Masks dress what is typed and take nothing away: phones are grouped as they are typed and written in full when left, amounts
 * are grouped while nobody types in them. The server reads what was typed; what cannot be read stays as it is and is explained there.
 */
const home = { US: ['1', '1'], CA: ['1', '1'], RU: ['7', '8'], KZ: ['7', '8'] };

/** Calling codes of one and two digits; all others have three. */
const short = /^(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

/** What an input holds without the mask's dress: what is compared and sent. */
export const plain = (input) => (input.dataset.number ? ungroup(input.value, input.dataset.number) : input.value);

export function masks() {
  document.addEventListener('input', (event) => event.target.dataset.phone && !event.isComposing && dial(event));
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
      target.value = full(target.value, target.dataset.phone);
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

/* Phones */

/** Groups what stands before the caret at the end; a caret in the middle and deleting are left alone. */
function dial({ target, inputType }) {
  if (target.selectionStart !== target.value.length || inputType?.startsWith('delete')) {
    return;
  }
  target.value = grouped(target.value, target.dataset.phone);
}

function grouped(text, country) {
  const written = text.trimStart();
  if (!/^\+?[\d\s().-]*$/.test(written)) {
    return text;
  }
  const digits = written.replace(/\D/g, '');
  if (written.startsWith('+')) {
    const code = short.exec(digits)?.[0] ?? digits.slice(0, 3);
    return digits.length > code.length ? `+${code} ${local(digits.slice(code.length), code)}` : text;
  }
  const [code, trunk] = home[country] ?? [];
  if (!code) {
    return text;
  }
  const inside = digits.startsWith(trunk) && digits.length > trunk.length;
  return inside ? `${trunk} ${local(digits.slice(trunk.length), code)}` : digits.length > 3 ? local(digits, code) : text;
}

/** As the server writes it: the same groups as on every page. */
function local(digits, code) {
  const cuts = { 1: [3, 6], 7: [3, 6, 8] }[code];
  if (cuts && digits.length <= 10) {
    return digits.split('').map((digit, at) => (at === cuts[0] ? ' ' : cuts.includes(at) ? '-' : '') + digit).join('');
  }
  const groups = [];
  let rest = digits;
  while (rest.length > 4) {
    groups.push(rest.slice(0, 3));
    rest = rest.slice(3);
  }
  return [...groups, rest].join(' ');
}

/** A whole number of the person's own country gets its country code. */
function full(text, country) {
  const dressed = grouped(text, country);
  const digits = dressed.replace(/\D/g, '');
  const [code, trunk] = home[country] ?? [];
  if (!code || dressed.startsWith('+') || !/^[\d\s().-]+$/.test(dressed)) {
    return dressed;
  }
  const own = digits.length === 11 && digits.startsWith(trunk) ? digits.slice(trunk.length) : digits;
  return own.length === 10 ? `+${code} ${local(own, code)}` : dressed;
}
