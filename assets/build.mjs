// Bundles static/css and static/js, minifies, names by content, compresses: static/dist with manifest.json.
//
// Every static/js/*.js is an entry (parts/ and others are not); static/css/*.css become one css/site.css in a fixed
// order, css/pages/*.css last; static/img/* are copied. The manifest maps "css/site.css" to "css/site-HASH.css".
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const source = join(root, 'static');
const dist = join(source, 'dist');
const CLASSIC = new Set(['theme']);
const PACKED = new Set(['.css', '.js', '.svg', '.json', '.txt']);
const TARGET = ['chrome109', 'firefox115', 'safari16'];

const list = (folder, ending) =>
  existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(ending)).sort().map((name) => join(folder, name)) : [];
const hash = (bytes) => createHash('sha256').update(bytes).digest('hex').slice(0, 10);

function inputs() {
  const found = [join(root, 'package-lock.json'), fileURLToPath(import.meta.url)];
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else found.push(path);
    }
  };
  for (const folder of ['css', 'js', 'img']) walk(join(source, folder));
  return found.sort();
}

function fingerprint() {
  const sum = createHash('sha256');
  for (const path of inputs()) sum.update(relative(root, path)).update('\0').update(readFileSync(path)).update('\0');
  return sum.digest('hex');
}

// Columns of converted tables keep their widths as classes: a document carries no style of its own.
const widths = Array.from({ length: 100 }, (_, i) => `col.w-${i + 1}{width:${i + 1}%}`).join('');

function styles() {
  const css = join(source, 'css');
  const first = ['tokens', 'base', 'layout'].map((name) => join(css, `${name}.css`));
  const last = join(css, 'print.css');
  const middle = [...list(join(css, 'parts'), '.css'), ...list(css, '.css').filter((path) => !first.includes(path) && path !== last)];
  const order = [...first, ...middle, ...list(join(css, 'pages'), '.css'), last];
  return order.map((path) => `@import ${JSON.stringify(`./${relative(css, path)}`)};`).join('\n') + `\n${widths}`;
}

const common = { bundle: true, minify: true, write: false, target: TARGET, outdir: dist, legalComments: 'none', absWorkingDir: root, logLevel: 'warning' };

async function bundle() {
  const scripts = list(join(source, 'js'), '.js');
  const classic = scripts.filter((path) => CLASSIC.has(basename(path, '.js')));
  const [css, modules, plain] = await Promise.all([
    build({ ...common, stdin: { contents: styles(), loader: 'css', resolveDir: join(source, 'css') } }),
    build({ ...common, entryPoints: scripts.filter((path) => !classic.includes(path)), format: 'esm', splitting: true, metafile: true, entryNames: 'js/[name]-[hash]', chunkNames: 'js/shared-[hash]' }),
    build({ ...common, entryPoints: classic, format: 'iife', entryNames: 'js/[name]' }),
  ]);
  const files = new Map();
  const manifest = {};
  const add = (name, contents) => {
    const ending = extname(name);
    const hashed = `${name.slice(0, -ending.length)}-${hash(contents)}${ending}`;
    manifest[name] = hashed;
    files.set(hashed, contents);
  };
  add('css/site.css', Buffer.from(css.outputFiles[0].contents));
  for (const file of plain.outputFiles) add(relative(dist, file.path), Buffer.from(file.contents));
  for (const file of modules.outputFiles) files.set(relative(dist, file.path), Buffer.from(file.contents));
  for (const [path, made] of Object.entries(modules.metafile.outputs)) {
    if (made.entryPoint) manifest[relative(source, join(root, made.entryPoint))] = relative(dist, join(root, path));
  }
  for (const path of list(join(source, 'img'), '')) {
    const raw = readFileSync(path);
    const small = extname(path) === '.svg' ? Buffer.from(raw.toString('utf8').replace(/<!--.*?-->/gs, '').replace(/>\s+</g, '><').trim()) : raw;
    add(`img/${basename(path)}`, small);
  }
  return { files, manifest };
}

function compressed(name, contents) {
  if (!PACKED.has(extname(name))) return [];
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: contents.length };
  return [[`${name}.br`, brotliCompressSync(contents, { params })], [`${name}.gz`, gzipSync(contents, { level: 9 })]];
}

function put(path, contents) {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, contents);
  renameSync(unfinished, path);
}

function sweep(kept) {
  for (const folder of ['css', 'js', 'img']) {
    for (const path of list(join(dist, folder), '')) if (!kept.has(relative(dist, path))) rmSync(path, { force: true });
  }
}

const stamp = join(dist, 'built-from');
const print = fingerprint();
if (existsSync(stamp) && existsSync(join(dist, 'manifest.json')) && readFileSync(stamp, 'utf8') === print) process.exit(0);

const { files, manifest } = await bundle();
const kept = new Set();
for (const [name, contents] of files) {
  for (const [written, bytes] of [[name, contents], ...compressed(name, contents)]) {
    put(join(dist, written), bytes);
    kept.add(written);
  }
}
put(join(dist, 'manifest.json'), `${JSON.stringify(manifest, Object.keys(manifest).sort(), 2)}\n`);
sweep(kept);
put(stamp, print);
