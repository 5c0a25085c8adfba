// Lighthouse on the pages that people wait for, as those who read them, with its own settings for phones.
//   node end2end/lighthouse.mjs [--performance] [part of a page's name]...
// One line a page; ends with 1 when a score is below 95. With --performance it measures speed, and nothing else: that is
// for the benchmarks, since no test may depend on how busy the machine is.
// LIGHTHOUSE_REPORTS=<folder> keeps the whole reports.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import lighthouse, { generateReport } from 'lighthouse';
import { Api, DEMO, DEMO_PASSWORD } from './support/api.mjs';
import { args, executablePath } from './support/browser.mjs';
import { freePort, startClinic } from './support/server.mjs';
import { pages } from './support/site-map.mjs';

const AIM = 95;
const PERFORMANCE = process.argv.includes('--performance');
const CATEGORIES = PERFORMANCE ? ['performance'] : ['accessibility', 'best-practices'];
/** The best of so many: a busy machine can make speed look worse, but never better. What does not vary is looked at once. */
const TRIES = PERFORMANCE ? 3 : 1;
const WANTED = [
  'visitor/home',
  'visitor/doctors',
  'visitor/doctor',
  'visitor/sign-in',
  'patient/book',
  'patient/visits',
  'doctor/today',
  'doctor/week',
  'admin/figures',
];

/** A Chromium of its own, which Lighthouse steers through `port`. */
async function startBrowser() {
  const port = await freePort();
  const profile = mkdtempSync(join(tmpdir(), 'anteroom-lighthouse-'));
  const child = spawn(
    executablePath,
    [...args, '--headless=new', `--remote-debugging-port=${port}`, `--user-data-dir=${profile}`, 'about:blank'],
    { stdio: 'ignore' },
  );
  const stop = async () => {
    const ended = child.exitCode !== null ? undefined : new Promise((end) => child.once('exit', end));
    child.kill();
    await ended;
    // Its helpers may write for a moment longer, into folders that were emptied already: each try begins anew.
    for (let tries = 1; ; tries += 1) {
      try {
        return rmSync(profile, { recursive: true, force: true });
      } catch (error) {
        if (tries === 40) throw error;
        await new Promise((done) => setTimeout(done, 250));
      }
    }
  };
  const deadline = Date.now() + 30_000;
  while (!(await fetch(`http://127.0.0.1:${port}/json/version`).catch(() => undefined))?.ok) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error('Chromium does not answer');
    }
    await new Promise((wait) => setTimeout(wait, 100));
  }
  return { port, stop };
}

/** The cookies of a sign-in by the form's own request. */
async function signIn(url, email) {
  const body = new URLSearchParams({ email, password: DEMO_PASSWORD, next: '/', page: '/sign-in' });
  const headers = { accept: 'text/html', origin: url };
  const answer = await fetch(`${url}/do/auth/sign-in`, { method: 'POST', body, headers, redirect: 'manual' });
  if (answer.status !== 303) throw new Error(`sign-in of ${email}: ${answer.status}`);
  return answer.headers.getSetCookie().map((cookie) => {
    const [name, ...value] = cookie.split(';')[0].split('=');
    return { name, value: value.join('='), url };
  });
}

/** A browser with these cookies and an empty cache. Lighthouse must not reset it: it would sign the person out. */
async function prepare(port, cookies) {
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  const [context] = browser.contexts();
  await context.clearCookies();
  await context.addCookies(cookies);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.clearBrowserCache');
  await page.close();
  await browser.close();
}

const score = (result, category) => Math.round((result.categories[category].score ?? 0) * 100);

/** What keeps a category from 100. */
const findings = (result, category) =>
  result.categories[category].auditRefs
    .filter(({ id, weight }) => weight > 0 && result.audits[id].score !== null && result.audits[id].score < 1)
    .map(({ id }) => `${id}${result.audits[id].displayValue ? ` (${result.audits[id].displayValue})` : ''}`);

async function best(address, port, cookies) {
  let kept;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    await prepare(port, cookies);
    const flags = { port, logLevel: 'silent', output: 'json', onlyCategories: CATEGORIES, disableStorageReset: true };
    const { lhr } = await lighthouse(address, flags);
    if (lhr.runtimeError) throw new Error(`${address}: ${lhr.runtimeError.message}`);
    if (lhr.finalDisplayedUrl !== address) throw new Error(`${address} led to ${lhr.finalDisplayedUrl}`);
    if (!kept || score(lhr, CATEGORIES[0]) > score(kept, CATEGORIES[0])) kept = lhr;
    if (score(kept, CATEGORIES[0]) >= AIM) break;
  }
  return kept;
}

const parts = process.argv.slice(2).filter((part) => part !== '--performance');
const clinic = await startClinic();
let browser;
let failed = 0;
try {
  browser = await startBrowser();
  const list = (await pages(new Api(clinic.url))).filter(({ role, name }) => WANTED.includes(`${role}/${name}`));
  if (list.length !== WANTED.length) throw new Error('a page is not in the site map any more');
  console.log(`${'page'.padEnd(20)} ${CATEGORIES.join('  ')}`);
  // The browser has told its zone before, as it has on every page but somebody's very first.
  const name = clinic.url.startsWith('https:') ? '__Host-anteroom_zone' : 'anteroom_zone';
  const zone = { name, value: encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone), url: clinic.url };
  const signedIn = {};
  for (const { role, name, path } of list) {
    const page = `${role}/${name}`;
    if (parts.length && !parts.some((part) => page.includes(part))) continue;
    if (DEMO[role]) signedIn[role] ??= await signIn(clinic.url, DEMO[role]);
    const result = await best(clinic.url + path, browser.port, [zone, ...(signedIn[role] ?? [])]);
    const scores = CATEGORIES.map((category) => score(result, category));
    console.log(`${page.padEnd(20)} ${scores.map((mark, n) => String(mark).padStart(CATEGORIES[n].length)).join('  ')}`);
    for (const [n, category] of CATEGORIES.entries()) {
      if (scores[n] >= AIM) continue;
      failed += 1;
      console.log(`   ${category}: ${findings(result, category).join(', ')}`);
    }
    if (process.env.LIGHTHOUSE_REPORTS) {
      mkdirSync(process.env.LIGHTHOUSE_REPORTS, { recursive: true });
      writeFileSync(join(process.env.LIGHTHOUSE_REPORTS, `${role}-${name}.html`), generateReport(result, 'html'));
      writeFileSync(join(process.env.LIGHTHOUSE_REPORTS, `${role}-${name}.json`), JSON.stringify(result));
    }
  }
} finally {
  await browser?.stop();
  await clinic.stop();
}
if (failed) {
  console.error(`${failed} of the scores are below ${AIM}`);
  process.exit(1);
}
