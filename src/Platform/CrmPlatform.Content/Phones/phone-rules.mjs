// The numbering rules of all countries in brief, from the metadata of libphonenumber-js (min). The server embeds them, the theme
// serves them to the phone mask.
const at = { code: 0, exit: 1, number: 2, lengths: 3, formats: 4, trunk: 5, strip: 7, put: 8 };

/**
 * codes: calling code to its countries, the main one first. countries: by ISO code (by calling code where a number belongs to none):
 * exit: what is dialled before an international number; trunk, strip, put: what is dialled before a national one, a pattern of
 * it where it is more than fixed digits, and what stands for it; formats: pattern, groups, and a pattern of how the number begins.
 */
export function rulesOf(metadata) {
  if (metadata.version !== 4) {
    throw new Error(`libphonenumber-js has metadata of version ${metadata.version}; this script reads 4.`);
  }
  const codes = { ...metadata.country_calling_codes };
  const countries = {};
  for (const [id, data] of [...Object.entries(metadata.countries), ...Object.entries(metadata.nonGeographic)]) {
    countries[id] = ruleOf(data);
    codes[data[at.code]] ??= [id];
  }
  return { codes, countries };
}

function ruleOf(data) {
  const rule = { code: data[at.code], lengths: data[at.lengths], number: data[at.number] };
  for (const name of ['exit', 'trunk', 'strip', 'put']) {
    if (data[at[name]]) {
      rule[name] = data[at[name]];
    }
  }
  const formats = (data[at.formats] || []).map(formatOf).filter(Boolean);
  return formats.length > 0 ? { ...rule, formats } : rule;
}

/** As it is written for people in another country; some are written only inside their own. */
function formatOf([pattern, groups, leading, , , international]) {
  return international === 'NA' ? null : [pattern, international || groups, leading?.at(-1) ?? ''];
}
