// Writes the rules to the file that is named; called by the build.
import { readFile, writeFile } from 'node:fs/promises';
import { rulesOf } from './phone-rules.mjs';

const metadata = new URL('./node_modules/libphonenumber-js/metadata.min.json', import.meta.url);
await writeFile(process.argv[2], JSON.stringify(rulesOf(JSON.parse(await readFile(metadata, 'utf8')))));
