import { plain } from './masks.js';
import { said } from './send.js';

/** Forms that hold work: sent by the script, and asked about before they are left. */
export const guarded = 'form[data-guard], form[data-cell], form[data-keys], form[data-related], form[data-add-form], form[data-gate]';

/** Whether a form holds something that was typed and is not saved. */
function isChanged(form) {
  return 'typed' in form.dataset || [...form.elements].some((input) => {
    switch (input.type) {
      case 'checkbox':
      case 'radio': return input.checked !== input.defaultChecked;
      case 'select-one':
      case 'select-multiple': return isChosen(input);
      case 'file': return input.files.length > 0;
      case 'hidden':
      case 'submit':
      case 'button':
      case 'fieldset':
      case 'output': return false;
      default: return plain(input) !== input.defaultValue;
    }
  });
}

/** The first option stands for itself where none was marked. */
function isChosen(select) {
  const marked = [...select.options].filter((option) => option.defaultSelected);
  return marked.length > 0
    ? marked.some((option) => !option.selected)
    : select.selectedIndex > 0;
}

/** Forms that hold what was typed and not saved. */
export const unsaved = (inside = document) => [...inside.querySelectorAll(guarded)].filter((form) => !form.closest('dialog') && !('kept' in form.dataset) && isChanged(form));

/** Asks before work is thrown away; true: go on. */
export const mayDrop = (inside) => unsaved(inside).length === 0 || confirm(said('leave'));
