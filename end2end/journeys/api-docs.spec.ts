import type { Page } from '@playwright/test';
import { DEMO } from '../support/api.mjs';
import { expect, test } from '../support/test';

/** What went wrong while the page was shown, and what it asked other places for. */
function watch(page: Page, origin: string): string[] {
  const found: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) found.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => found.push(`script: ${error.message}`));
  page.on('request', (request) => {
    const { protocol, origin: asked } = new URL(request.url());
    if (protocol !== 'data:' && asked !== origin) found.push(`asked ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) found.push(`${response.status()} ${response.url()}`);
  });
  return found;
}

for (const width of [320, 1280]) {
  test(`the API's document can be read at ${width} px`, async ({ page, baseURL, request }) => {
    const wrong = watch(page, new URL(baseURL!).origin);
    await page.setViewportSize({ width, height: 900 });
    await page.goto('/api/docs');
    await expect(page.getByRole('heading', { name: 'Anteroom' })).toBeVisible();

    const { paths } = await (await request.get('/api/openapi.json')).json();
    const operations = Object.values<object>(paths).flatMap((item) => Object.keys(item));
    const shown = page.locator('.opblock');
    await expect(shown).toHaveCount(operations.length);

    // One with a list of time zones, a body, examples and links.
    for (const id of ['auth-auth_register', 'doctors-doctors_slots', 'appointments-appointments_book']) {
      await page.locator(`#operations-${id} .opblock-summary-control`).click();
      const answers = page.locator(`#operations-${id} .responses-table`).first();
      await expect(answers).toContainText('/problems/');
      await expect(answers).toContainText('Operation');
      const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
      expect(content, `${id} is as wide as the window`).toBeLessThanOrEqual(window);
    }
    expect(wrong).toEqual([]);
  });
}

test('the API can be tried out in its document, signed in', async ({ page, baseURL, api }) => {
  const wrong = watch(page, new URL(baseURL!).origin);
  const token = await api.token(DEMO.patient);
  await page.goto('/api/docs');
  await page.getByRole('button', { name: 'Authorize' }).first().click();
  await page.getByLabel('auth-bearer-value').fill(token);
  await page.locator('.modal-btn.authorize').click();
  await page.locator('.btn-done').click();
  const me = page.locator('#operations-me-me_me');
  await me.locator('.opblock-summary-control').click();
  await me.getByRole('button', { name: 'Try it out' }).click();
  await me.getByRole('button', { name: 'Execute' }).click();
  await expect(me.locator('.live-responses-table')).toContainText('"email": "patient@demo.example"');
  expect(wrong).toEqual([]);
});
