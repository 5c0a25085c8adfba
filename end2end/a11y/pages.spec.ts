import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from '@playwright/test';
import { DEMO, DEMO_PASSWORD } from '../support/api.mjs';
import { EMPTY_ADMIN, pages, people, signInContext } from '../support/site-map.mjs';
import { expect, test } from '../support/test';

const ROLES = ['visitor', 'patient', 'doctor', 'admin', 'new-patient', 'new-doctor'];
const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 320, height: 640 };

type Address = { path: string; status: number; plain?: boolean };

async function violations(page: Page): Promise<string[]> {
  const found = (await new AxeBuilder({ page }).analyze()).violations;
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary}`));
}

/** What is wrong with a page: its status, errors in its scripts, findings of axe, sideways scrolling on a phone. */
async function findings(page: Page, { path, status, plain }: Address): Promise<string[]> {
  const found: string[] = [];
  const heard = (error: Error) => found.push(`script: ${error.message}`);
  page.on('pageerror', heard);
  await page.setViewportSize(WIDE);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  const answer = await page.goto(path);
  if (answer?.status() !== status) found.push(`status ${answer?.status()} instead of ${status}`);
  if (!plain) await page.waitForSelector('html[data-hydrated]');
  found.push(...(await violations(page)).map((text) => `wide, light: ${text}`));

  await page.setViewportSize(PHONE);
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  found.push(...(await violations(page)).map((text) => `phone, dark: ${text}`));
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  if (content > window) found.push(`${content} px wide on a phone of ${window} px`);
  page.off('pageerror', heard);
  return found.map((text) => `${path}: ${text}`);
}

async function lookAt(browser: Browser, url: string, person: unknown, addresses: Address[]) {
  test.setTimeout(30_000 + 15_000 * addresses.length);
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
    // The API's browser is Swagger UI as it is delivered, whose colours are too pale.
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
async function bothWays(page: Page): Promise<string[]> {
  const found = await violations(page);
  await page.setViewportSize(PHONE);
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  return [...found, ...(await violations(page))];
}

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
  await page.getByRole('button', { name: 'Menu' }).click();
  await expect(page.getByRole('banner').getByRole('link', { name: 'Find a doctor' })).toBeVisible();
  expect(await violations(page)).toEqual([]);
});
