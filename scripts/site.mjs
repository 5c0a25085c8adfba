// Puts together the folder that the server serves and, in release, embeds.
//   node scripts/site.mjs dev|release <frontend.wasm>
//   node scripts/site.mjs --setting <key>       prints a key of [[workspace.metadata.leptos]]
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compress } from './compress.mjs';
import { slim } from './slim.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(ROOT);
process.env.PATH = `${join(ROOT, 'node_modules/.bin')}:${process.env.PATH}`;

/** What Cargo.toml says; cargo-leptos reads the same. */
function settings() {
  const args = ['metadata', '--format-version', '1', '--no-deps', '--offline'];
  const metadata = JSON.parse(execFileSync('cargo', args, { encoding: 'utf8', maxBuffer: 64 << 20 }));
  return metadata.metadata.leptos[0];
}

function files(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

const run = (command, args, options = {}) => execFileSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options });
const version = (command) => {
  try {
    return execFileSync(command, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
};
const say = (text) => console.log(`== ${text}`);

/** Which wasm-opt to use, if any. Before 116 it writes modules that do not start. */
function wasmOpt() {
  const found = version('wasm-opt');
  return Number(/version (\d+)/.exec(found)?.[1] ?? 0) >= 116 ? found : '';
}

/** One hash over all that the site is made of; where it has not changed, nothing is done. */
function stampOf(mode, wasm, cfg) {
  const hash = createHash('sha256').update([mode, version('wasm-bindgen'), mode === 'release' ? wasmOpt() : ''].join('\n'));
  const inputs = [
    // scripts/setup says which wasm-split there is: it does not tell by itself.
    wasm, 'package-lock.json', 'scripts/site.mjs', 'scripts/compress.mjs', 'scripts/slim.mjs', 'scripts/setup',
    ...files(dirname(cfg['tailwind-input-file'])), ...files(cfg['assets-dir']),
    // Tailwind finds the classes in these.
    ...files('app/src').filter((path) => path.endsWith('.rs')), ...files('server/src').filter((path) => path.endsWith('.rs')),
  ];
  for (const path of inputs) hash.update(`\n${relative(ROOT, path)}\n`).update(readFileSync(path));
  return hash.digest('hex');
}

/** What the site consists of just now; changes when anything in it is written. */
const state = (site) => files(site).map((path) => `${path} ${statSync(path).size} ${statSync(path).mtimeMs}`);

/** The stamp of the last time, if the site is still what was written then. cargo-leptos writes there as well. */
function stampLeft(path, site) {
  if (!existsSync(path)) return '';
  const left = JSON.parse(readFileSync(path, 'utf8'));
  return JSON.stringify(left.state) === JSON.stringify(state(site)) ? left.stamp : '';
}

/** The main part, and beside it what is loaded later, with the script that loads it (`__wasm_split.js`). They find each other
 * by relative paths. */
function split(wasm, out, name) {
  run('wasm-split-cli', [wasm, out, '--target', 'web', '--out-name', name]);
}

function bindgen(out, mode, name) {
  const kept = ['--keep-lld-exports', '--no-demangle']; // the other parts use them
  const args = [join(out, `${name}.wasm`), '--target', 'web', '--out-dir', out, '--out-name', name, '--no-typescript', ...kept];
  run('wasm-bindgen', mode === 'release' ? [...args, '--remove-name-section'] : [...args, '--debug']);
  renameSync(join(out, `${name}_bg.wasm`), join(out, `${name}.wasm`));
}

function optimise(file) {
  if (!wasmOpt()) return;
  say(`optimising ${basename(file)} (wasm-opt)`);
  const features = ['bulk-memory', 'mutable-globals', 'nontrapping-float-to-int', 'reference-types', 'sign-ext'];
  run('wasm-opt', ['-Oz', ...features.map((feature) => `--enable-${feature}`), file, '-o', `${file}.small`]);
  renameSync(`${file}.small`, file);
}

function assemble(mode, wasm, cfg) {
  const name = cfg['output-name'];
  const site = cfg['site-root'];
  mkdirSync(dirname(site), { recursive: true });
  const work = mkdtempSync(join(dirname(site), 'site-'));
  try {
    const made = join(work, 'made');
    mkdirSync(made);
    say('splitting the WASM (wasm-split)');
    split(wasm, made, name);
    say('writing JavaScript and WASM (wasm-bindgen)');
    bindgen(made, mode, name);
    if (mode === 'release') {
      slim(join(made, `${name}.js`), join(made, `${name}.wasm`));
      files(made).filter((path) => path.endsWith('.wasm')).forEach(optimise);
    }
    say('writing the style sheet (tailwindcss)');
    run('tailwindcss', ['--input', cfg['tailwind-input-file'], '--output', join(made, `${name}.css`), '--minify'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });

    const next = join(work, 'site');
    if (existsSync(cfg['assets-dir'])) cpSync(cfg['assets-dir'], next, { recursive: true });
    let folder = cfg['site-pkg-dir'];
    if (mode === 'release') {
      const hash = createHash('sha256');
      // The small scripts are asked for with this hash, so that a new one is seen at once.
      const scripts = files(cfg['assets-dir']).filter((path) => path.endsWith('.js'));
      for (const path of [...files(made), ...scripts]) hash.update(readFileSync(path));
      folder = join(folder, `${name}-${hash.digest('hex').slice(0, 12)}`);
    }
    cpSync(made, join(next, folder), { recursive: true });
    if (mode === 'release') {
      say('compressing (brotli and gzip)');
      for (const path of files(next)) compress(path);
    }
    // The old folder goes as a whole: nothing stale stays behind.
    rmSync(site, { recursive: true, force: true });
    renameSync(next, site);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Tells cargo that the embedded folder changed: a new file in it is not seen otherwise. */
function touchEmbedder() {
  const embedder = 'server/src/assets.rs';
  if (existsSync(embedder)) utimesSync(embedder, new Date(), new Date());
}

const [mode, argument] = process.argv.slice(2);
const cfg = settings();
if (mode === '--setting') {
  if (!cfg[argument]) throw new Error(`Cargo.toml has no ${argument} in [[workspace.metadata.leptos]]`);
  console.log(cfg[argument]);
} else if (['dev', 'release'].includes(mode) && argument && existsSync(argument)) {
  const stampFile = `${cfg['site-root']}.stamp`;
  const stamp = stampOf(mode, argument, cfg);
  if (stampLeft(stampFile, cfg['site-root']) === stamp) {
    say('the site is as it was');
  } else {
    assemble(mode, argument, cfg);
    writeFileSync(stampFile, JSON.stringify({ stamp, state: state(cfg['site-root']) }));
    if (mode === 'release') touchEmbedder(); // in dev, files are read from disk
    const sizes = files(join(cfg['site-root'], cfg['site-pkg-dir'])).map((path) => `${basename(path)} ${(statSync(path).size / 1000).toFixed(0)} kB`);
    say(`the site is in ${cfg['site-root']}: ${sizes.join(', ')}`);
  }
} else {
  console.error('usage: node scripts/site.mjs dev|release <frontend.wasm>  |  --setting <key>');
  process.exit(2);
}
