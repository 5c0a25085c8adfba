import { confirm, heading, main, open, signIn, times } from '../support/pages';
import { expect, test } from '../support/test';

test('the calendar works by plain forms: another month, a day, a time', async ({ page, api }) => {
  const doctor = await api.newDoctor();
  await signIn(page, await api.newPatient());
  await open(page, `/doctors/${doctor.id}`);
  const month = main(page).locator('#picker-month');
  const shown = await month.innerText();
  await main(page).getByRole('button', { name: 'Next month' }).click();
  await expect(month).not.toHaveText(shown);
  // The page stands where the calendar is, not at its top.
  await expect(page).toHaveURL(/#times$/);
  expect(await page.evaluate(() => scrollY)).toBeGreaterThan(0);
  const day = main(page).getByRole('grid').getByRole('gridcell', { name: /\d+ free times$/ }).nth(4);
  const date = (await day.getAttribute('value'))!;
  await day.click();
  await expect(page).toHaveURL(new RegExp(`day=${date}`));
  await expect(main(page).locator('#picker-day')).toBeVisible();
  await times(page).last().click();
  await expect(heading(page, 'Is this right?')).toBeVisible();
  await confirm(page);
});
