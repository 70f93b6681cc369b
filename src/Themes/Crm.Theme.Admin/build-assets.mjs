// Bundles the theme's scripts and style sheet and gathers the icons in use into one sprite.
// Called by the build with no arguments; writes wwwroot/dist.
import { build } from 'esbuild';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { rulesOf } from '../../Platform/CrmPlatform.Content/Phones/phone-rules.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../../..');
const out = path.join(here, 'wwwroot/dist');
const iconFolder = path.join(here, 'node_modules/@tabler/icons/icons/outline');

const bundles = await build({
  absWorkingDir: here,
  entryPoints: { app: 'assets/app.js', board: 'assets/board.js', calendar: 'assets/calendar.js', admin: 'assets/css/index.css' },
  outdir: out,
  bundle: true,
  minify: true,
  write: false,
  format: 'iife',
  target: ['es2022', 'chrome123', 'firefox120', 'safari17.5'],
  legalComments: 'none',
  logLevel: 'warning',
});

await put([
  ...bundles.outputFiles.map((file) => [path.basename(file.path), Buffer.from(file.contents)]),
  ['icons.svg', Buffer.from(await sprite())],
  ['phones.json', Buffer.from(JSON.stringify(rulesOf(JSON.parse(await readFile(path.join(here, 'node_modules/libphonenumber-js/metadata.min.json'), 'utf8')))))],
  ['favicon.svg', await readFile(path.join(here, 'assets/favicon.svg'))],
]);

/**
 * Writes what changed and removes what is no longer made. A file that stays the same keeps its time: the host compares it with
 * the build's manifest, and serves a file that looks newer uncompressed and for no longer than one request.
 */
async function put(files) {
  await mkdir(out, { recursive: true });
  for (const stale of await readdir(out)) {
    if (!files.some(([name]) => name === stale)) {
      await rm(path.join(out, stale), { recursive: true });
    }
  }
  for (const [name, content] of files) {
    const target = path.join(out, name);
    const before = await readFile(target).catch(() => null);
    if (before === null || !before.equals(content)) {
      await writeFile(target, content);
    }
  }
}

/** One <symbol> per icon that code, recipes or the base list name. Unknown names are passed over: models may hold any. */
async function sprite() {
  const base = JSON.parse(await readFile(path.join(here, 'assets/icons.json'), 'utf8'));
  const names = new Set([...base, ...(await named('src')), ...(await named('recipes'))]);
  const symbols = [];
  for (const name of [...names].sort()) {
    const svg = await readFile(path.join(iconFolder, `${name}.svg`), 'utf8').catch(() => null);
    if (svg === null) {
      if (base.includes(name)) {
        throw new Error(`assets/icons.json names "${name}", which Tabler does not have.`);
      }
      continue;
    }
    const inner = svg
      .slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>'))
      .replace(/<path stroke="none"[^>]*>/g, '')
      .replace(/\s+/g, ' ')
      .replace(/> </g, '><')
      .trim();
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24">${inner}</symbol>`);
  }
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`;
}

/** Names after icon, Icon or Name of an Icon component in sources and definitions. */
async function named(folder) {
  const found = [];
  const pattern = /"?\bicon"?\s*[:=]\s*"([a-z0-9-]+)"|<Icon\s+Name="([a-z0-9-]+)"/gi;
  for (const file of await files(path.join(root, folder))) {
    for (const match of (await readFile(file, 'utf8')).matchAll(pattern)) {
      found.push(match[1] ?? match[2]);
    }
  }
  return found;
}

async function files(folder) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const nested = await Promise.all(entries.map((entry) => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      return ['node_modules', 'bin', 'obj', 'wwwroot'].includes(entry.name) ? [] : files(full);
    }
    return /\.(cs|razor|json)$/.test(entry.name) ? [full] : [];
  }));
  return nested.flat();
}
