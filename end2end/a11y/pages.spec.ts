import AxeBuilder from '@axe-core/playwright';
import type { Browser, ConsoleMessage, Page } from '@playwright/test';
import { DEMO, DEMO_PASSWORD } from '../support/api.mjs';
import { EMPTY_ADMIN, pages, people, signInContext } from '../support/site-map.mjs';
import { expect, forbidden, test } from '../support/test';

const ROLES = ['visitor', 'patient', 'doctor', 'admin', 'new-patient', 'new-doctor'];
const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 320, height: 640 };
const TABLET = { width: 768, height: 1024 };

type Address = { path: string; status: number; plain?: boolean };

async function violations(page: Page, without: string[] = []): Promise<string[]> {
  const found = (await new AxeBuilder({ page }).disableRules(without).analyze()).violations;
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary}`));
}

/** Whether one has to scroll sideways, once the page stands in its window. */
async function tooWide(page: Page): Promise<string[]> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  return content > window ? [`${content} px wide in a window of ${window} px`] : [];
}

/** Short words in tables that stand on more lines than one. */
const brokenUp = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    const cells = document.querySelectorAll('main :is(th, td)');
    for (const cell of cells) {
      const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const text = walker.currentNode as Text;
        for (const { 0: word, index } of text.data.matchAll(/\p{L}{2,12}/gu)) {
          const range = document.createRange();
          range.setStart(text, index);
          range.setEnd(text, index + word.length);
          if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) found.push(`“${word}” is broken up`);
        }
      }
    }
    return found;
  });

/** What is wrong with a page: its status, errors in its scripts, what its policy forbids, findings of axe, sideways
 * scrolling. */
async function findings(page: Page, { path, status, plain }: Address): Promise<string[]> {
  const found: string[] = [];
  const heard = (error: Error) => found.push(`script: ${error.message}`);
  page.on('pageerror', heard);
  const said = (message: ConsoleMessage) => {
    if (forbidden(message)) found.push(`said: ${message.text()}`);
  };
  page.on('console', said);
  await page.setViewportSize(WIDE);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  const answer = await page.goto(path);
  if (answer?.status() !== status) found.push(`status ${answer?.status()} instead of ${status}`);
  if (!plain) await page.waitForSelector('html[data-hydrated]');
  found.push(...(await violations(page)).map((text) => `wide, light: ${text}`));

  // Text twice as large, as far as the page itself can tell: nothing stands out of it, and no name is broken up.
  await page.evaluate(() => (document.documentElement.style.fontSize = '32px'));
  found.push(...(await tooWide(page)).map((text) => `text of 200 %: ${text}`));
  found.push(...(await brokenUp(page)).map((text) => `text of 200 %: ${text}`));
  await page.evaluate(() => (document.documentElement.style.fontSize = ''));

  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await page.setViewportSize(TABLET);
  found.push(...(await tooWide(page)));
  await page.setViewportSize(PHONE);
  found.push(...(await violations(page)).map((text) => `phone, dark: ${text}`));
  found.push(...(await tooWide(page)));
  page.off('pageerror', heard);
  page.off('console', said);
  return found.map((text) => `${path}: ${text}`);
}

async function lookAt(browser: Browser, url: string, person: unknown, addresses: Address[]) {
  test.setTimeout(60_000 + 60_000 * addresses.length);
  const context = await browser.newContext({ baseURL: url });
  await signInContext(context, url, person);
  const page = await context.newPage();
  const found: string[] = [];
  for (const address of addresses) found.push(...(await findings(page, address)));
  await context.close();
  expect(found).toEqual([]);
}

for (const role of ROLES) {
  test(`pages of ${role}`, async ({ browser, api, baseURL }) => {
    const who = await people(api);
    // Has a test of its own, below.
    const addresses = (await pages(api)).filter((page) => page.role === role && page.name !== 'api-docs');
    expect(addresses.length).toBeGreaterThan(0);
    await lookAt(browser, baseURL!, who[role], addresses);
  });
}

test('pages of the admin of an empty clinic', async ({ browser }) => {
  const admin = JSON.parse(process.env.E2E_EMPTY_ADMIN!);
  await lookAt(browser, process.env.E2E_EMPTY_URL!, admin, EMPTY_ADMIN.map((path) => ({ path, status: 200 })));
});

test('pages of a visitor of an empty clinic', async ({ browser }) => {
  await lookAt(browser, process.env.E2E_EMPTY_URL!, undefined, ['/', '/doctors'].map((path) => ({ path, status: 200 })));
});

/** What axe finds on this page wide and light, and narrow and dark. */
async function bothWays(page: Page, without: string[] = []): Promise<string[]> {
  const found = await violations(page, without);
  await page.setViewportSize(PHONE);
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  return [...found, ...(await violations(page, without))];
}

test('the API’s document can be read, light and dark', async ({ page }) => {
  await page.goto('/api/docs');
  const operation = page.locator('#operations-doctors-doctors_slots');
  await operation.locator('.opblock-summary-control').click();
  await expect(operation.locator('.responses-table').first()).toBeVisible();
  // How Swagger UI is built; its colours and sizes are ours to mend.
  expect(await bothWays(page, ['heading-order', 'nested-interactive', 'select-name'])).toEqual([]);
  await expect(page.locator('html')).toHaveClass(/dark-mode/);
});

test('a form sent with errors names every field and stays accessible', async ({ page }) => {
  await page.goto('/register');
  await page.waitForSelector('html[data-hydrated]');
  await page.getByRole('main').getByRole('button', { name: 'Register' }).click();
  const summary = page.getByRole('alert');
  await expect(summary).toBeVisible();
  await expect(summary.getByRole('link')).toHaveCount(3);
  expect(await bothWays(page)).toEqual([]);
});

/** Forms that are refused: who sends them, where, what is typed, and the button. */
const REFUSED = [
  { role: undefined, path: '/sign-in', typed: { email: 'nobody@demo.example', password: 'wrong' }, button: 'Sign in' },
  { role: undefined, path: '/register/doctor', typed: { invitation_code: 'nothing' }, button: 'Register' },
  { role: DEMO.patient, path: '/account', typed: { full_name: '' }, button: 'Save your details' },
  { role: DEMO.doctor, path: '/practice/hours', typed: { mon: 'nine to five', fri: '25:00-26:00' }, button: 'Save weekly hours' },
  { role: DEMO.doctor, path: '/practice/visit-types', typed: { minutes: '7' }, button: 'Add the visit type' },
  { role: DEMO.doctor, path: '/practice/profile', typed: { experience_years: '700' }, button: 'Save your profile' },
  { role: DEMO.admin, path: '/admin/invitations', typed: { email: 'x' }, button: 'Issue an invitation' },
];
for (const { role, path, typed, button } of REFUSED) {
  test(`what is refused on ${path} stays accessible`, async ({ browser, baseURL }) => {
    const context = await browser.newContext({ baseURL });
    await signInContext(context, baseURL!, role && { email: role, password: DEMO_PASSWORD });
    const page = await context.newPage();
    await page.goto(path);
    await page.waitForSelector('html[data-hydrated]');
    const main = page.getByRole('main');
    for (const [name, value] of Object.entries(typed)) await main.locator(`[name="${name}"]`).first().fill(value);
    await main.getByRole('button', { name: button, exact: true }).click();
    await expect(page.getByRole('alert').first()).toBeVisible();
    expect(await bothWays(page)).toEqual([]);
    await context.close();
  });
}

test('the phone menu opens, and is accessible when open', async ({ page }) => {
  await page.setViewportSize(PHONE);
  await page.goto('/');
  await page.waitForSelector('html[data-hydrated]');
  await page.getByRole('link', { name: 'Menu' }).click();
  await expect(page.getByRole('dialog').getByRole('link', { name: 'Find a doctor' })).toBeVisible();
  expect(await violations(page)).toEqual([]);
});
