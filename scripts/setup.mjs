/**
 * Makes a checkout ready to run: installs when node_modules does not match the lock file, compiles when a source
 * is newer than the build. Needs Node and npm only; quiet when there is nothing to do.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const minimumNode = [20, 19];

export function setup() {
  checkNode();
  install();
  build('tsconfig.json', ['src'], '.tsbuildinfo');
}

/** The benches and trainings too, for `npm run bench` and `npm run train:…`. */
export function setupBench() {
  setup();
  build('tsconfig.bench.json', ['bench', 'training', 'test/engines', 'test/support'], '.tsbuildinfo-bench');
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > minimumNode[0] || (major === minimumNode[0] && minor >= minimumNode[1])) return;
  fail(`Undertone needs Node ${minimumNode.join('.')} or newer; this is ${process.versions.node}.`);
}

function install() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const wanted = createHash('sha256').update(lock).update(process.versions.modules).digest('hex');
  const stamp = join(root, 'node_modules', '.undertone-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.error('installing dependencies (npm ci)');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(stamp, wanted);
}

function build(project, sources, stampName) {
  const stamp = join(root, 'dist', stampName);
  const inputs = [...sources, project, 'package-lock.json'].map((path) => join(root, path));
  if (existsSync(stamp) && Math.max(...inputs.map(newestMs)) < statSync(stamp).mtimeMs) return;
  console.error('compiling (tsc)');
  run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b', project]);
}

/** Newest modification under a path, folders included, so that a deleted file counts too. */
function newestMs(path) {
  const status = statSync(path);
  if (!status.isDirectory()) return status.mtimeMs;
  return Math.max(status.mtimeMs, ...readdirSync(path).map((name) => newestMs(join(path, name))));
}

function run(command, args) {
  const result = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (result.status !== 0) fail(`${command} ${args[0] ?? ''} failed; see above.`);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) setup();
