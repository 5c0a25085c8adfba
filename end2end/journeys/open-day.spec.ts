// A doctor's day lies open for hours: it follows what is booked and what time it is, and nothing on it goes away.
import { now } from '../support/api.mjs';
import { knowZone, main, open, openLive, signIn } from '../support/pages';
import { expect, test } from '../support/test';
import type { Page } from '@playwright/test';

const SOON = { timeout: 3000 };

/** Counts how often the page asks for itself again. */
function refreshes(page: Page) {
  const seen: string[] = [];
  page.on('request', (request) => request.headers()['anteroom-live'] && seen.push(request.url()));
  return seen;
}

/** Whether the page is in front, as far as its scripts know. */
const inFront = (page: Page, state: 'visible' | 'hidden') =>
  page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);

test.describe('an open day', () => {
  test.beforeEach(async ({ context, baseURL }) => knowZone(context, baseURL!));

  test('is loaded once by a sign-in, and can be printed then and after each change', async ({ page, api }) => {
    await page.addInitScript(() => {
      window.print = () => document.documentElement.setAttribute('data-printed', String(1 + Number(document.documentElement.dataset.printed ?? 0)));
    });
    const doctor = await api.newDoctor();
    const [start] = await api.freeTimes(doctor.id, doctor.visitType.id);
    const asked = refreshes(page);
    // A new minute would be another reason to ask.
    const left = 60_000 - (now() % 60_000);
    if (left < 30_000) await page.waitForTimeout(left + 2000);
    await page.goto(`/sign-in?next=${encodeURIComponent('/practice')}`);
    await main(page).getByLabel('E-mail').fill(doctor.email);
    await main(page).getByLabel('Password').fill(doctor.password);
    const line = page.waitForResponse((answer) => answer.url().includes('/api/v1/live?shown'));
    await main(page).getByRole('button', { name: 'Sign in' }).click();
    await expect(page).toHaveURL(/\/practice$/);
    await line;
    await page.waitForTimeout(500);
    expect(asked.filter((url) => url.endsWith('/practice'))).toEqual([]);
    const print = main(page).getByRole('button', { name: 'Print' });
    await print.click();
    await expect(page.locator('html')).toHaveAttribute('data-printed', '1');

    const date = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Berlin' }).format(new Date(start));
    await openLive(page, `/practice?date=${date}`);
    const patient = await api.newPatient();
    await api.book(await api.token(patient.email, patient.password), doctor.id, doctor.visitType.id, start);
    await expect(main(page).getByRole('link', { name: patient.full_name }).first()).toBeVisible(SOON);
    await print.click();
    await expect(page.locator('html')).toHaveAttribute('data-printed', '1');
    // Also a button that came with the change.
    await print.evaluate((button) => button.replaceWith(button.cloneNode(true)));
    await print.click();
    await expect(page.locator('html')).toHaveAttribute('data-printed', '2');
  });

  test('asks for itself at each new minute while somebody looks at it, and moves on to the next day', async ({ page, api }) => {
    const doctor = await api.newDoctor();
    await signIn(page, doctor);
    await page.clock.install();
    await open(page, '/practice');
    const asked = refreshes(page);
    const first = await main(page).innerText();
    // What the server says a minute later: it is midnight, and the day is another one.
    let later = false;
    await page.route('**/practice', async (route) => {
      const answer = await route.fetch();
      const html = await answer.text();
      await route.fulfill({ response: answer, body: later ? html.replace(/<h1([^>]*)>Today</, '<h1$1>Today, the next one<') : html });
    });
    later = true;
    await page.clock.runFor('01:02');
    await expect(main(page).getByRole('heading', { level: 1, name: 'Today, the next one' })).toBeVisible();
    expect(first).not.toContain('the next one');
    const so_far = asked.length;
    expect(so_far).toBeGreaterThan(0);
    await page.clock.runFor('01:02');
    await expect.poll(() => asked.length).toBeGreaterThan(so_far);

    await inFront(page, 'hidden');
    await page.waitForTimeout(300);
    const before = asked.length;
    await page.clock.runFor('05:00');
    await page.waitForTimeout(300);
    expect(asked.length).toBe(before);
    await inFront(page, 'visible');
    await page.clock.runFor('01:02');
    await expect.poll(() => asked.length).toBeGreaterThan(before);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  test('a page on which no time is told leaves the server alone', async ({ page, api }) => {
    const doctor = await api.newDoctor();
    await signIn(page, doctor);
    await page.clock.install();
    await open(page, '/practice/profile');
    const asked = refreshes(page);
    await page.clock.runFor('05:00');
    await page.waitForTimeout(300);
    expect(asked).toEqual([]);
  });
});
