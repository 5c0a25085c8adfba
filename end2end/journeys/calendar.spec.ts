import { bookPath, confirm, heading, knowZone, main, open, signIn, times } from '../support/pages';
import { expect, test } from '../support/test';

/** The date that a day's button stands for, moved by days or months; the day of the month stays if there is one. */
function moved(date: string, { days = 0, months = 0 }): string {
  const [year, month, day] = date.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last) + days)).toISOString().slice(0, 10);
}

const weekday = (date: string) => (new Date(date).getUTCDay() + 6) % 7;

test.describe('the calendar of free times', () => {
  test.beforeEach(async ({ context, baseURL }) => knowZone(context, baseURL!));

  test('is walked by keyboard as the ARIA grid pattern says', async ({ page, api }) => {
    const doctor = await api.newDoctor();
    await open(page, `/doctors/${doctor.id}`);
    const grid = main(page).getByRole('grid');
    const reachable = grid.locator('button[tabindex="0"]');
    await expect(reachable).toHaveCount(1);
    await reachable.focus();
    let date = (await reachable.getAttribute('value'))!;

    const press = async (key: string, to: string) => {
      await page.keyboard.press(key);
      await expect(page.locator(`#day-${to}`)).toBeFocused();
      await expect(reachable).toHaveCount(1);
      date = to;
    };
    await press('PageDown', moved(date, { months: 1 }));
    await press('ArrowRight', moved(date, { days: 1 }));
    await press('ArrowDown', moved(date, { days: 7 }));
    await press('ArrowLeft', moved(date, { days: -1 }));
    await press('ArrowUp', moved(date, { days: -7 }));
    await press('Home', moved(date, { days: -weekday(date) }));
    await press('End', moved(date, { days: 6 - weekday(date) }));
    await press('PageDown', moved(date, { months: 1 }));
    await press('PageUp', moved(date, { months: -1 }));

    await page.keyboard.press('Enter');
    await expect(page.locator('#picker-day')).toBeFocused();
    await expect(page).toHaveURL(new RegExp(`day=${date}`));
    await expect(grid.locator('button[aria-selected="true"]')).toHaveCount(1);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(heading(page, 'Is this right?')).toBeVisible();
  });

  test('says day, date and number of free times on every button, and what it shows in its address', async ({ page, api }) => {
    const doctor = await api.newDoctor();
    await open(page, `/doctors/${doctor.id}`);
    const grid = main(page).getByRole('grid');
    const labels = await grid.getByRole('gridcell').evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label')));
    expect(labels).not.toHaveLength(0);
    for (const label of labels) expect(label).toMatch(/^[A-Z][a-z]+day \d{1,2} [A-Z][a-z]+(, today)?, (no free times|1 free time|\d+ free times)$/);

    const shown = await main(page).locator('#picker-month').innerText();
    await main(page).getByRole('button', { name: 'Next month' }).click();
    await expect(main(page).locator('#picker-month')).not.toHaveText(shown);
    await expect(page).toHaveURL(/month=\d{4}-\d{2}/);
    const next = await main(page).locator('#picker-month').innerText();
    await page.reload();
    await expect(main(page).locator('#picker-month')).toHaveText(next);
  });

  test('says so when a month cannot be loaded, and loads it at the next try', async ({ page, api, context }) => {
    const doctor = await api.newDoctor();
    await open(page, `/doctors/${doctor.id}`);
    await context.setOffline(true);
    await main(page).getByRole('button', { name: 'Next month' }).click();
    await expect(main(page).getByRole('alert')).toContainText('could not be loaded');
    await context.setOffline(false);
    await main(page).getByRole('button', { name: 'Try again' }).click();
    await expect(main(page).getByRole('alert')).toHaveCount(0);
    await expect(page).toHaveURL(/month=/);
  });

  test('shows what is there instead when its visit type is no longer offered', async ({ page, api }) => {
    const doctor = await api.newDoctor();
    await open(page, `/doctors/${doctor.id}?type=${doctor.visitType.id}`);
    const token = await api.token(doctor.email, doctor.password);
    const other = await api.call('POST', '/doctors/me/visit-types', { token, body: { name: 'By video', minutes: 30, kind: 'video' } });
    await api.call('DELETE', `/doctors/me/visit-types/${doctor.visitType.id}`, { token });
    await main(page).getByRole('button', { name: 'Next month' }).click();
    await expect(main(page).getByRole('alert')).toHaveCount(0);
    await expect(main(page).locator('.picker input[name="type"]')).toHaveValue(other.id);
  });
});

test.describe('a browser in another zone', () => {
  test.use({ timezoneId: 'America/New_York' });

  test('sees its own time first, and what it is at the practice', async ({ page, api }) => {
    const doctor = await api.newDoctor();
    await page.goto(`/doctors/${doctor.id}`);
    await expect(main(page).getByText(/Times are in your time \(New York/)).toBeVisible();
    await expect(main(page).getByText(/practice is in Berlin/)).toBeVisible();
    await expect(times(page).first()).toBeVisible();
  });
});

test('the practice’s time stands beside the patient’s where they differ', async ({ page, api, mailTo }) => {
  const doctor = await api.newDoctor();
  const patient = await api.newPatient('Asia/Tokyo');
  const [start] = await api.freeTimes(doctor.id, doctor.visitType.id);
  await signIn(page, patient);
  await open(page, bookPath(doctor.id, doctor.visitType.id, start));
  const clock = (timeZone: string) => new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(new Date(start));
  await expect(main(page).getByText(clock('Asia/Tokyo')).first()).toBeVisible();
  await expect(main(page).getByText(new RegExp(`At the practice: .*${clock('Europe/Berlin')}`))).toBeVisible();
  await confirm(page);
  const mail = await mailTo(patient.email, (each) => each.calendar !== '');
  expect(mail.text).toContain(clock('Asia/Tokyo'));
  const theirs = await mailTo(doctor.email, (each) => each.calendar !== '');
  expect(theirs.text).toContain(clock('Europe/Berlin'));
});
