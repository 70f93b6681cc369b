/**
 * Phones as people write them, by the numbering rules of all countries. The rules are fetched when the first phone is about to
 * be typed; until they are there, and for what is no number, the text stays as it is.
 */
let rules = null;
let loading = null;

/** Fetches the rules, once; what was typed meanwhile is grouped when they are there. */
export function learn(address) {
  loading ??= fetch(address).then((answer) => answer.json()).then((found) => {
    rules = found;
    if (document.activeElement?.dataset.phone) {
      dial({ target: document.activeElement });
    }
  }).catch(() => { loading = null; });
  return loading;
}

/** Writes a number in full when its input was left, if nobody has changed it by the time the rules are there. */
export async function settle(input) {
  const typed = input.value;
  await learn(input.dataset.phoneRules);
  if (input.value === typed) {
    input.value = full(typed, input.dataset.phone);
  }
}

/** Groups what stands before the caret at the end; a caret in the middle and deleting are left alone. */
export function dial({ target, inputType }) {
  if (target.selectionStart !== target.value.length || inputType?.startsWith('delete')) {
    return;
  }
  target.value = grouped(target.value, target.dataset.phone);
}

/** A whole number of the person's own country gets its country code. */
function full(text, country) {
  const rule = rules?.countries[country];
  const abroad = rule && withPlus(text, rule);
  const dressed = grouped(abroad ?? text, country);
  if (!rule || dressed.startsWith('+') || !/^[\d\s().-]+$/.test(dressed)) {
    return dressed;
  }
  const digits = dressed.replace(/\D/g, '');
  const [, inside] = apart(digits, rule);
  const own = rule.lengths.includes(inside.length) ? inside : digits;
  return rule.lengths.includes(own.length) ? `+${rule.code} ${local(own, formatsOf(rule))}` : dressed;
}

/** Two zeros stand for the plus, but where they begin numbers inside the country; null where there are none. */
function withPlus(text, { number }) {
  const digits = text.replace('(0)', '').replace(/\D/g, '');
  return /^\s*00[\d\s().-]+$/.test(text) && !new RegExp(`^(?:${number})$`).test(digits) ? `+${digits.slice(2)}` : null;
}

function grouped(text, country) {
  const written = text.trimStart();
  if (!rules || !/^\+?[\d\s().-]*$/.test(written)) {
    return text;
  }
  const digits = written.replace(/\D/g, '');
  if (written.startsWith('+')) {
    const code = [1, 2, 3].map((length) => digits.slice(0, length)).find((start) => rules.codes[start]);
    const rest = code ? digits.slice(code.length) : '';
    return rest ? `+${code} ${local(rest, formatsOf(rules.countries[rules.codes[code][0]]))}` : text;
  }
  const rule = rules.countries[country];
  if (!rule || digits.length < 4) {
    return text;
  }
  const [trunk, inside] = apart(digits, rule);
  return trunk && inside ? `${trunk} ${local(inside, formatsOf(rule))}` : local(digits, formatsOf(rule));
}

/** The trunk prefix and the rest, where the number cannot be a whole one with it. */
function apart(digits, { trunk, lengths, number }) {
  const whole = lengths.includes(digits.length) && new RegExp(`^(?:${number})$`).test(digits);
  return trunk && !whole && digits.startsWith(trunk) ? [trunk, digits.slice(trunk.length)] : ['', digits];
}

/** Countries that share a calling code share the formats of the main one. */
const formatsOf = (rule) => rule.formats ?? rules.countries[rules.codes[rule.code][0]].formats ?? [];

/** As the server writes it: the same groups as on every page, as far as there are digits. */
function local(digits, formats) {
  for (const [pattern, groups, begins] of formats) {
    const longest = new RegExp(pattern).exec('9'.repeat(15))?.[0] ?? '';
    if (digits.length <= longest.length && new RegExp(`^(?:${begins})`).test(digits)) {
      const exact = new RegExp(`^(?:${pattern})$`).exec(digits) ? digits.replace(new RegExp(pattern), groups) : null;
      return exact ?? fill(longest.replace(new RegExp(pattern), groups), digits);
    }
  }
  return digits;
}

/** Digits in the places of a template, which ends with the last of them. */
function fill(template, digits) {
  let at = 0;
  let text = '';
  for (const place of template) {
    if (at === digits.length) {
      break;
    }
    text += place === '9' ? digits[at++] : place;
  }
  return text;
}
