/**
 * The key that was pressed, by its place where its letter is none of the Latin ones: on a Cyrillic or Greek layout the letters
 * are others and the keys are the same.
 */
export const letter = ({ key, code }) =>
  /^[^\x00-\x7f]$/.test(key) && /^Key[A-Z]$/.test(code ?? '') ? code[3].toLowerCase() : key;
