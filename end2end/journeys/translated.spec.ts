// A browser that translates a page puts `<font>` elements in place of every text, whenever it likes.
import { knowZone, main, open, settled } from '../support/pages';
import { expect, test } from '../support/test';
import type { Page } from '@playwright/test';

const SOON = { timeout: 3000 };

/** What Chrome's translation does to a page: each text gives its place to `<font><font>` with another text. */
const translate = (page: Page) =>
  page.evaluate(() => {
    const texts: Text[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) texts.push(walker.currentNode as Text);
    const font = () => Object.assign(document.createElement('font'), { style: 'vertical-align: inherit;' });
    for (const text of texts) {
      if (!text.data.trim() || /^(SCRIPT|STYLE)$/.test(text.parentElement!.tagName)) continue;
      const [outer, inner] = [font(), font()];
      inner.textContent = `¡${text.data}!`;
      outer.append(inner);
      text.replaceWith(outer);
    }
  });

const berlinDate = (start: string) => new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Berlin' }).format(new Date(start));

for (const when of ['before it is hydrated', 'after it is hydrated']) {
  test(`a page translated ${when} is used like any other`, async ({ page, context, baseURL, api }) => {
    await knowZone(context, baseURL!);
    const doctor = await api.newDoctor();
    const [first] = await api.freeTimes(doctor.id, doctor.visitType.id);
    const path = `/doctors/${doctor.id}?day=${berlinDate(first)}`;
    if (when.startsWith('before')) {
      // The WASM waits until the page is translated.
      let go = () => {};
      const translated = new Promise<void>((done) => (go = done));
      await page.route('**/*.wasm', async (route) => (await translated, route.continue()));
      await page.goto(path, { waitUntil: 'domcontentloaded' });
      await translate(page);
      go();
      await settled(page);
    } else {
      await open(page, path);
      await translate(page);
    }
    await expect(main(page).locator('#picker-month')).toContainText('¡');

    // Another reader takes a time: the list of times and the month's sum follow.
    const times = page.locator('#picker-times a');
    const [count, sum] = [await times.count(), await main(page).locator('.picker [role=status]').innerText()];
    const patient = await api.newPatient();
    await api.book(await api.token(patient.email, patient.password), doctor.id, doctor.visitType.id, first);
    await expect(times).toHaveCount(count - 1, SOON);
    await expect(main(page).locator('.picker [role=status]')).not.toHaveText(sum);

    // Another month: its name, its days and its sum are its own.
    await translate(page);
    const next = (await main(page).getByRole('button', { name: 'Next month' }).getAttribute('value'))!;
    await main(page).getByRole('button', { name: 'Next month' }).click();
    await expect(page).toHaveURL(new RegExp(`month=${next}`));
    const name = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${next}-01`));
    await expect(main(page).locator('#picker-month')).toHaveText(name);
    await expect(main(page).locator('.picker [role=status]')).toContainText(name);
    const days = await page.locator('.picker [name=day]:not(.day-next-month)').evaluateAll((buttons) => buttons.map((button) => [(button as HTMLButtonElement).value, button.querySelector('.day-number')!.textContent]));
    expect(days.length).toBeGreaterThan(27);
    for (const [date, shown] of days) expect([date.slice(0, 7), shown]).toEqual([next, String(Number(date.slice(8)))]);

    // A day, translated once more, then another day.
    const free = page.locator('.picker .day-free');
    for (const day of [free.nth(0), free.nth(1)]) {
      const value = (await day.getAttribute('value'))!;
      await day.click();
      const inFull = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }).format(new Date(value));
      await expect(page.locator('#picker-day')).toHaveText(inFull.replace(',', ''));
      await translate(page);
    }
    await page.locator('#picker-times a').first().click();
    await expect(page).toHaveURL(/\/book\?/);
  });
}
