import htmx from 'htmx.org';
import { combos } from './js/combo.js';
import { files } from './js/files.js';
import { copying } from './js/copy.js';
import { compose } from './js/compose.js';
import { day } from './js/day.js';
import { filters } from './js/filter.js';
import { fields, forms } from './js/forms.js';
import { keys } from './js/keys.js';
import { lists } from './js/list.js';
import { live } from './js/live.js';
import { masks } from './js/masks.js';
import { menus } from './js/menus.js';
import { palette } from './js/palette.js';
import { peek } from './js/peek.js';
import { preferences } from './js/preferences.js';
import { record } from './js/record.js';
import { same } from './js/same.js';
import { toasts } from './js/toasts.js';
import { walk } from './js/walk.js';

// The policy forbids inline scripts and styles; htmx must not try.
Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
  attributesToSettle: ['class'],
  // What has come works at once: a choice made within the usual 20 ms would be lost.
  defaultSettleDelay: 0,
  scrollIntoViewOnBoost: false,
});

document.documentElement.classList.add('js');
menus();
toasts();
forms();
files();
fields();
combos();
masks();
same();
palette();
lists();
filters();
record();
walk();
compose();
copying();
day();
peek();
keys();
live();
preferences();
