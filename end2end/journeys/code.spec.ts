// What a page loads: the main part, and an island's only where there is one; and what is there until it comes.
import { knowZone, main, open } from '../support/pages';
import { expect, test } from '../support/test';
import type { Browser, Page, Response } from '@playwright/test';

const isCode = (url: string) => /\.(js|wasm)$/.test(new URL(url).pathname);

/** Opens a page, and gives the scripts and WASM that it loaded: its name, and the bytes that came over the wire. */
async function loaded(page: Page, path: string) {
  const answers: Response[] = [];
  page.on('response', (answer) => isCode(answer.url()) && answers.push(answer));
  await open(page, path);
  // Loaded when something changes for the first time.
  await page.evaluate(() => fetch('/idiomorph.js').then((answer) => answer.text()));
  const parts = answers.map(async (answer) => {
    await answer.finished();
    const bytes = (await answer.request().sizes()).responseBodySize;
    return { name: new URL(answer.url()).pathname.split('/').pop()!, bytes, packed: (await answer.allHeaders())['content-encoding'] === 'br' };
  });
  return Promise.all(parts);
}

/** Bytes of the scripts that stand in the page. */
const inline = (page: Page) => page.locator('head script:not([src])').evaluateAll((all) => all.reduce((sum, one) => sum + one.textContent!.length, 0));

for (const { what, island, most } of [
  { what: 'a page without islands', island: false, most: 60 },
  { what: 'the page on which a patient chooses a time', island: true, most: 160 },
]) {
  test(`${what} loads at most ${most} kB of code, each part once`, async ({ page, context, baseURL, api }) => {
    await knowZone(context, baseURL!);
    const all = await loaded(page, island ? `/doctors/${(await api.newDoctor()).id}` : '/doctors');
    // Whoever reads along with other tests hears of what they do.
    const parts = all.filter(({ name }, n) => name !== 'idiomorph.js' || all.findIndex((one) => one.name === name) === n);
    const names = parts.map(({ name }) => name).sort();
    expect(new Set(names).size, names.join()).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(['anteroom.js', 'anteroom.wasm', 'idiomorph.js']));
    expect(names.filter((name) => /^split_.*\.wasm$/.test(name))).toHaveLength(island ? 1 : 0);
    expect(await inline(page)).toBeLessThanOrEqual(1000);
    // Only what is shipped is small, and packed.
    if (!parts.some(({ packed }) => packed)) return;
    const bytes = parts.reduce((sum, part) => sum + part.bytes, await inline(page));
    expect(bytes / 1000, parts.map(({ name, bytes }) => `${name} ${bytes}`).join(', ')).toBeLessThanOrEqual(most);
  });
}

/** A page for which some of the code does not come. What breaks by that is not held against it. */
async function without(browser: Browser, url: string, code: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: url, ignoreHTTPSErrors: true, locale: 'en-GB', timezoneId: 'Europe/Berlin' });
  await knowZone(context, url);
  const page = await context.newPage();
  await page.route(code, (route) => route.abort());
  return page;
}

test('a page whose island does not come is live, and the calendar a plain form', async ({ browser, baseURL, api }) => {
  const doctor = await api.newDoctor();
  const page = await without(browser, baseURL!, '**/split_*.wasm');
  const line = page.waitForResponse((answer) => answer.url().includes('/api/v1/live') && answer.ok());
  await page.goto(`/doctors/${doctor.id}`);
  await line;
  await expect(page.locator('html[data-hydrated]')).toHaveCount(0);
  await api.call('PATCH', '/doctors/me', { token: doctor.token, body: { about: 'Speaks slowly.' } });
  await expect(main(page).getByText('Speaks slowly.')).toBeVisible();
  const next = (await main(page).getByRole('button', { name: 'Next month' }).getAttribute('value'))!;
  await main(page).getByRole('button', { name: 'Next month' }).click();
  await expect(page).toHaveURL(new RegExp(`[?&]month=${next}`));
  await page.context().close();
});

test('a form that is pressed twice before the code is there is sent once', async ({ browser, baseURL }) => {
  const page = await without(browser, baseURL!, '**/anteroom.wasm');
  let asked = 0;
  await page.route('**/do/auth/sign-in', async (route) => {
    asked += 1;
    await route.continue();
  });
  await page.goto('/sign-in');
  await main(page).getByLabel('E-mail').fill('nobody@demo.example');
  await main(page).locator('input[name="password"]').fill('not the right one');
  await expect(main(page).getByRole('button', { name: 'Show password' })).toBeHidden();
  // At once: between two presses by hand the answer may come.
  await main(page).getByRole('button', { name: 'Sign in' }).evaluate((button: HTMLButtonElement) => (button.click(), button.click()));
  await expect(page.getByRole('alert')).toBeVisible();
  expect(asked).toBe(1);
  await page.context().close();
});
