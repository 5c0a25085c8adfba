import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from '@playwright/test';
import { EMPTY_ADMIN, pages, people, signInContext } from '../support/site-map.mjs';
import { expect, test } from '../support/test';

const SCHEMES = ['light', 'dark'] as const;
const ROLES = ['visitor', 'patient', 'doctor', 'admin', 'new-patient', 'new-doctor'];

/** What is wrong with the page at this address: findings of axe, sideways scrolling on a phone, errors in the console. */
async function findings(page: Page, path: string, status: number): Promise<string[]> {
  const found: string[] = [];
  const heard = (text: string) => found.push(`${path}: console: ${text}`);
  const onError = (error: Error) => heard(error.message);
  page.on('pageerror', onError);
  const answer = await page.goto(path);
  if (answer?.status() !== status) found.push(`${path}: status ${answer?.status()} instead of ${status}`);
  await page.waitForSelector('html[data-hydrated]');
  const { violations } = await new AxeBuilder({ page }).analyze();
  for (const violation of violations) {
    for (const node of violation.nodes) found.push(`${path}: ${violation.id}: ${node.target.join(' ')}: ${node.failureSummary}`);
  }
  page.off('pageerror', onError);
  return found;
}

async function sideways(page: Page, path: string): Promise<string[]> {
  await page.goto(path);
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  return content > window ? [`${path}: ${content} px wide in a window of ${window} px`] : [];
}

async function visit(browser: Browser, url: string, person: unknown, colorScheme: 'light' | 'dark', paths: { path: string; status: number }[]) {
  const context = await browser.newContext({ baseURL: url, colorScheme, reducedMotion: 'reduce', viewport: { width: 1280, height: 900 } });
  await signInContext(context, url, person);
  const page = await context.newPage();
  const found: string[] = [];
  for (const { path, status } of paths) found.push(...(await findings(page, path, status)));
  await page.setViewportSize({ width: 320, height: 640 });
  for (const { path, status } of paths) {
    found.push(...(await sideways(page, path)));
    found.push(...(await findings(page, path, status)).map((text) => `320 px: ${text}`));
  }
  await context.close();
  expect(found).toEqual([]);
}

for (const role of ROLES) {
  for (const scheme of SCHEMES) {
    test(`pages of ${role}, ${scheme}`, async ({ browser, api, baseURL }) => {
      test.setTimeout(240_000);
      const who = await people(api);
      const paths = (await pages(api)).filter((page) => page.role === role);
      await visit(browser, baseURL!, who[role], scheme, paths);
    });
  }
}

for (const scheme of SCHEMES) {
  test(`pages of the admin of an empty clinic, ${scheme}`, async ({ browser }) => {
    const url = process.env.E2E_EMPTY_URL!;
    const admin = JSON.parse(process.env.E2E_EMPTY_ADMIN!);
    await visit(browser, url, admin, scheme, EMPTY_ADMIN.map((path) => ({ path, status: 200 })));
  });

  test(`pages of a visitor of an empty clinic, ${scheme}`, async ({ browser }) => {
    const paths = ['/', '/doctors'].map((path) => ({ path, status: 200 }));
    await visit(browser, process.env.E2E_EMPTY_URL!, undefined, scheme, paths);
  });
}

test('a form sent with errors names every field and stays accessible', async ({ page }) => {
  await page.goto('/register');
  await page.waitForSelector('html[data-hydrated]');
  await page.getByRole('main').getByRole('button').last().click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByRole('alert').getByRole('link').first()).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);
});

test('the phone menu opens, and is accessible when open', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto('/');
  await page.waitForSelector('html[data-hydrated]');
  await page.getByRole('button', { name: 'Menu' }).click();
  await expect(page.getByRole('link', { name: 'Find a doctor' }).first()).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);
});
