// Starts the built executable and the SMTP sink, for the tests and the screenshots.
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { now } from './api.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** The executable to test: ANTEROOM_BIN, else the debug build. */
export function executable() {
  const target = process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target');
  const path = process.env.ANTEROOM_BIN ?? join(target, 'debug', 'anteroom');
  if (!existsSync(path)) throw new Error(`${path} is not there. Run: scripts/build dev`);
  return path;
}

export function freePort() {
  return new Promise((found, failed) => {
    const server = createServer();
    server.on('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}

function ended(child) {
  return new Promise((end) => (child.exitCode !== null || child.signalCode !== null ? end() : child.once('exit', end)));
}

/** Stops politely, and after five seconds less so. */
async function stopped(child) {
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), 5000);
  await ended(child);
  clearTimeout(force);
}

/** The sink: `port`, and `folder` where the messages are. */
export async function startSink(folder) {
  const child = spawn(process.execPath, [join(ROOT, 'end2end/smtp-sink.mjs'), folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise((found, failed) => {
    child.stdout.once('data', (line) => found(Number(String(line).trim())));
    child.once('exit', (code) => failed(new Error(`the SMTP sink ended with ${code}`)));
  });
  return { port, folder, stop: () => stopped(child) };
}

/** Nothing of the caller's own settings reaches the server under test. */
function cleanEnvironment(settings) {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('ANTEROOM_'));
  return { ...Object.fromEntries(inherited), ...settings };
}

async function ready(url, child, log) {
  const deadline = Date.now() + 180_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`anteroom ended with ${child.exitCode}:\n${readFileSync(log, 'utf8')}`);
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((wait) => setTimeout(wait, 100));
  }
  throw new Error(`anteroom was not ready after 3 minutes:\n${readFileSync(log, 'utf8')}`);
}

/**
 * A clinic of its own in a new folder: `url`, `mail` (folder of messages), `stop()`.
 * With `admin` {email, password, name}, an empty clinic with that admin; else one with demo data. `settings` stand above
 * all others.
 */
export async function startClinic({ admin, settings = {} } = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'anteroom-e2e-'));
  const sink = await startSink(join(dir, 'mail'));
  const port = await freePort();
  // With a certificate (scripts/with-certificate), everything goes through TLS.
  const { E2E_TLS_CERT: certificate, E2E_TLS_KEY: key } = process.env;
  const url = `${certificate ? 'https' : 'http'}://127.0.0.1:${port}`;
  const env = cleanEnvironment({
    ...(certificate ? { ANTEROOM_TLS_CERT: certificate, ANTEROOM_TLS_KEY: key } : {}),
    ANTEROOM_LISTEN: `127.0.0.1:${port}`,
    ANTEROOM_BASE_URL: url,
    ANTEROOM_DATABASE_URL: `sqlite://${join(dir, 'anteroom.db')}`,
    ANTEROOM_SMTP_URL: `smtp://127.0.0.1:${sink.port}`,
    ANTEROOM_RATE_LIMIT: 'off',
    ...(process.env.E2E_AHEAD ? { ANTEROOM_CLOCK: new Date(now()).toISOString() } : {}),
    // One patient books for many tests.
    ANTEROOM_MAX_OPEN_VISITS_PER_DOCTOR: '1000',
    ANTEROOM_MAX_OPEN_VISITS: '1000',
    ...(admin ? { ANTEROOM_ADMIN_PASSWORD: admin.password } : {}),
    ...settings,
  });
  if (admin) {
    const create = spawn(executable(), ['admin', 'create', '--email', admin.email, '--name', admin.name], { cwd: dir, env, stdio: 'inherit' });
    await ended(create);
    if (create.exitCode !== 0) throw new Error(`anteroom admin create ended with ${create.exitCode}`);
  }
  const log = join(dir, 'server.log');
  const output = createWriteStream(log);
  const child = spawn(executable(), admin ? ['serve'] : ['serve', '--demo'], { cwd: dir, env, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.pipe(output);
  child.stderr.pipe(output);
  const stop = async () => {
    await stopped(child);
    await sink.stop();
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    await ready(url, child, log);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, mail: sink.folder, log, stop };
}
