import { DEMO } from '../support/api.mjs';
import { heading, knowZone, main, open, openLive, settled, signIn } from '../support/pages';
import { expect, test } from '../support/test';

const clock = (start: string) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', hour: '2-digit', minute: '2-digit' }).format(new Date(start));
const berlinDate = (start: string) => new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Berlin' }).format(new Date(start));

test.describe('open pages', () => {
  test.beforeEach(async ({ context, baseURL }) => knowZone(context, baseURL!));

  test('lose a time that somebody else books, in the picker and in the next free times', async ({ page, api }) => {
    const doctor = await api.newDoctor();
    const [first] = await api.freeTimes(doctor.id, doctor.visitType.id);
    await openLive(page, `/doctors/${doctor.id}?day=${berlinDate(first)}`);
    const inPicker = page.locator('#picker-times').getByRole('link', { name: clock(first) });
    const anywhere = page.locator(`main a[href*="${encodeURIComponent(first)}"], main a[href*="${first}"]`);
    await expect(inPicker).toBeVisible();
    const patient = await api.newPatient();
    await api.book(await api.token(patient.email, patient.password), doctor.id, doctor.visitType.id, first);
    await expect(inPicker).toHaveCount(0);
    await expect(anywhere).toHaveCount(0);
    await expect(page.locator('#picker-times').getByRole('link').first()).toBeVisible();
  });

  test('keep the focus when the times around it change', async ({ page, api }) => {
    const doctor = await api.newDoctor();
    const [first, second] = await api.freeTimes(doctor.id, doctor.visitType.id);
    await openLive(page, `/doctors/${doctor.id}?day=${berlinDate(first)}`);
    const kept = page.locator('#picker-times').getByRole('link', { name: clock(second) });
    await kept.focus();
    const book = async (start: string) => {
      const patient = await api.newPatient();
      await api.book(await api.token(patient.email, patient.password), doctor.id, doctor.visitType.id, start);
    };
    await book(first);
    await expect(page.locator('#picker-times').getByRole('link', { name: clock(first) })).toHaveCount(0);
    await expect(kept).toBeFocused();
    await book(second);
    await expect(kept).toHaveCount(0);
    await expect(page.locator('#picker-day')).toBeFocused();
  });

  test('show the doctor a new booking, and the patient a cancellation', async ({ page, browser, baseURL, api }) => {
    const doctor = await api.newDoctor();
    const patient = await api.newPatient();
    const [start] = await api.freeTimes(doctor.id, doctor.visitType.id);
    await signIn(page, doctor);
    await openLive(page, `/practice?date=${berlinDate(start)}`);
    const token = await api.token(patient.email, patient.password);
    const visit = await api.book(token, doctor.id, doctor.visitType.id, start);
    await expect(main(page).getByRole('link', { name: patient.full_name }).first()).toBeVisible();
    const toast = page.getByRole('status').filter({ hasText: `New visit: ${patient.full_name}` });
    await expect(toast).toBeVisible();
    await toast.getByRole('button', { name: 'Close this notice' }).click();
    await expect(toast).toHaveCount(0);

    const theirs = await browser.newContext({ baseURL, ignoreHTTPSErrors: true });
    await knowZone(theirs, baseURL!);
    const other = await theirs.newPage();
    await signIn(other, patient);
    await openLive(other, '/visits');
    await expect(main(other).getByText(doctor.full_name).first()).toBeVisible();
    await api.call('POST', `/appointments/${visit.id}/cancel`, { token: doctor.token, body: { reason: 'I am ill.' } });
    const told = other.getByRole('status').filter({ hasText: `${doctor.full_name} cancelled your visit` });
    await expect(told).toBeVisible();
    await expect(main(other).getByText(doctor.full_name)).toHaveCount(0);
    await told.getByRole('link', { name: 'See the visit' }).click();
    await settled(other);
    await expect(main(other).getByText('Cancelled').first()).toBeVisible();
    await theirs.close();
  });

  test('say of a visit what is newest, once', async ({ page, api }) => {
    const doctor = await api.newDoctor();
    const patient = await api.newPatient();
    const [start, other] = await api.freeTimes(doctor.id, doctor.visitType.id);
    await signIn(page, doctor);
    await openLive(page, '/practice/profile');
    const token = await api.token(patient.email, patient.password);
    const visit = await api.book(token, doctor.id, doctor.visitType.id, start);
    const notices = page.locator('#live .toast');
    await expect(notices).toHaveCount(1);
    await expect(notices).toContainText('New visit');
    await notices.getByRole('button', { name: 'Close this notice' }).focus();
    await api.call('POST', `/appointments/${visit.id}/cancel`, { token, body: {} });
    await expect(notices).toContainText('cancelled the visit');
    await expect(notices).toHaveCount(1);
    await expect(notices.getByRole('button', { name: 'Close this notice' })).toBeFocused();
    await api.book(token, doctor.id, doctor.visitType.id, other);
    await expect(notices).toHaveCount(2);
  });

  test('bring a booking into the admin’s figures', async ({ page, api }) => {
    const doctor = await api.newDoctor();
    const patient = await api.newPatient();
    const [start] = await api.freeTimes(doctor.id, doctor.visitType.id);
    await signIn(page, { email: DEMO.admin, password: 'anteroom-demo' });
    await openLive(page, '/admin');
    await expect(heading(page, 'Figures')).toBeVisible();
    const before = await main(page).locator('.figure', { hasText: 'Visits booked' }).locator('.figure-value').innerText();
    await api.book(await api.token(patient.email, patient.password), doctor.id, doctor.visitType.id, start);
    await expect(main(page).locator('.figure', { hasText: 'Visits booked' }).locator('.figure-value')).not.toHaveText(before);
  });

  test('say before the click that the time is gone, and leave alone what somebody types', async ({ page, api }) => {
    const doctor = await api.newDoctor();
    const [patient, rival] = [await api.newPatient(), await api.newPatient()];
    const [start] = await api.freeTimes(doctor.id, doctor.visitType.id);
    await signIn(page, patient);
    const address = `/book?doctor=${doctor.id}&visit_type=${doctor.visitType.id}&start=${encodeURIComponent(start)}`;
    await openLive(page, address);
    await expect(heading(page, 'Is this right?')).toBeVisible();
    const visit = await api.book(await api.token(rival.email, rival.password), doctor.id, doctor.visitType.id, start);
    await expect(heading(page, 'This time is not free any more')).toBeVisible();

    await signIn(page, doctor);
    await openLive(page, `/visits/${visit.id}`);
    const reason = main(page).getByLabel(/why|reason/i).first();
    if (!(await reason.isVisible())) await main(page).locator('summary').first().click();
    await reason.fill('I am ill, and half-way through saying so');
    await api.call('POST', `/appointments/${visit.id}/cancel`, { token: await api.token(rival.email, rival.password), body: {} });
    await expect(page.getByRole('status').filter({ hasText: 'cancelled the visit' })).toBeVisible();
    await expect(reason).toHaveValue('I am ill, and half-way through saying so');
  });

  test('keep the key of a wish, so that it is booked once', async ({ page, api }) => {
    const doctor = await api.newDoctor();
    const patient = await api.newPatient();
    const [start] = await api.freeTimes(doctor.id, doctor.visitType.id);
    await signIn(page, patient);
    await openLive(page, `/book?doctor=${doctor.id}&visit_type=${doctor.visitType.id}&start=${encodeURIComponent(start)}`);
    const key = main(page).locator('input[name="idempotency_key"]');
    const before = await key.inputValue();
    const token = await api.token(patient.email, patient.password);
    await api.call('PATCH', '/me', { token, body: { full_name: 'Pat Newname' } });
    await expect(page.locator('.nav-name')).toHaveText('Pat Newname');
    expect(await key.inputValue()).toBe(before);
  });

  test('catch up when they were opened behind others', async ({ page, api }) => {
    const doctor = await api.newDoctor();
    const [first] = await api.freeTimes(doctor.id, doctor.visitType.id);
    await page.addInitScript(() => {
      let state = 'hidden';
      Object.defineProperty(document, 'visibilityState', { get: () => state });
      addEventListener('come-forward', () => {
        state = 'visible';
        document.dispatchEvent(new Event('visibilitychange'));
      });
    });
    await open(page, `/doctors/${doctor.id}?day=${berlinDate(first)}`);
    const time = page.locator('#picker-times').getByRole('link', { name: clock(first) });
    const patient = await api.newPatient();
    await api.book(await api.token(patient.email, patient.password), doctor.id, doctor.visitType.id, first);
    await expect(time).toBeVisible();
    await page.evaluate(() => dispatchEvent(new Event('come-forward')));
    await expect(time).toHaveCount(0);
  });

  test('try again by themselves, later each time, on one line', async ({ page, api }) => {
    const doctor = await api.newDoctor();
    const patient = await api.newPatient();
    const [start] = await api.freeTimes(doctor.id, doctor.visitType.id);
    await signIn(page, doctor);
    // The page's own clock stands still between the steps, so that it does not matter how busy the machine is.
    await page.clock.install({ time: 0 });
    await page.clock.pauseAt(1000);
    let [tries, refuse] = [0, true];
    await page.route('**/api/v1/live*', (route) => {
      tries += 1;
      return refuse ? route.abort() : route.continue();
    });
    await page.goto(`/practice?date=${berlinDate(start)}`);
    // The code comes when the page is idle, which its clock says.
    await page.clock.runFor(100);
    await settled(page);
    await expect.poll(() => tries).toBe(1);
    const offline = page.getByRole('status').getByText('There is no connection just now');
    for (const [n, longest] of [1000, 2000, 4000].entries()) {
      // Half of the wait is certain, the other half chance.
      await page.clock.runFor(longest / 2 - 50);
      expect(tries, `not yet after failure ${n + 1}`).toBe(n + 1);
      await page.clock.runFor(longest / 2 + 50);
      await expect.poll(() => tries, `after failure ${n + 1}`).toBe(n + 2);
    }
    await expect(offline).toBeVisible();
    await api.book(await api.token(patient.email, patient.password), doctor.id, doctor.visitType.id, start);
    refuse = false;
    await page.clock.resume();
    await expect(main(page).getByRole('link', { name: patient.full_name }).first()).toBeVisible();
    await expect(offline).toHaveCount(0);
    expect(tries).toBe(5);
  });

  test('come back after a broken line, and catch up', async ({ page, context, api }) => {
    const doctor = await api.newDoctor();
    const patient = await api.newPatient();
    const [start] = await api.freeTimes(doctor.id, doctor.visitType.id);
    await signIn(page, doctor);
    await openLive(page, `/practice?date=${berlinDate(start)}`);
    // The line is cut where the browser cannot hide it: the page leaves and comes back from the cache, or goes offline.
    await context.setOffline(true);
    await page.evaluate(() => dispatchEvent(new Event('pagehide')));
    await api.book(await api.token(patient.email, patient.password), doctor.id, doctor.visitType.id, start);
    await expect(main(page).getByRole('link', { name: patient.full_name })).toHaveCount(0);
    await context.setOffline(false);
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
    await expect(main(page).getByRole('link', { name: patient.full_name }).first()).toBeVisible();
    await expect(page.getByRole('status').filter({ hasText: `New visit: ${patient.full_name}` })).toBeVisible();
  });

  test('ask again when an answer fails, and one question at a time', async ({ page, api }) => {
    const doctor = await api.newDoctor();
    const [first, second, third, fourth] = await api.freeTimes(doctor.id, doctor.visitType.id);
    const patient = await api.newPatient();
    const token = await api.token(patient.email, patient.password);
    const book = (start: string) => api.book(token, doctor.id, doctor.visitType.id, start);
    const time = (start: string) => page.locator('#picker-times').getByRole('link', { name: clock(start) });
    await openLive(page, `/doctors/${doctor.id}?day=${berlinDate(first)}`);
    let [failing, asked, open, most] = [true, 0, 0, 0];
    await page.route('**/do/doctors/month*', async (route) => {
      asked += 1;
      const fails = failing;
      most = Math.max(most, (open += 1));
      await new Promise((done) => setTimeout(done, 300));
      open -= 1;
      await (fails ? route.fulfill({ status: 503 }) : route.continue());
    });
    await book(first);
    await expect.poll(() => asked).toBeGreaterThan(0);
    failing = false;
    await expect(time(first)).toHaveCount(0);
    expect(asked).toBeGreaterThan(1);
    for (const start of [second, third, fourth]) await book(start);
    for (const start of [second, third, fourth]) await expect(time(start)).toHaveCount(0);
    expect(most).toBe(1);

    await signIn(page, doctor);
    const path = `/practice?date=${berlinDate(first)}`;
    await openLive(page, path);
    let refusals = 2;
    await page.route(`**${path}`, (route) => (refusals-- > 0 ? route.fulfill({ status: 503 }) : route.continue()));
    await api.call('PATCH', '/me', { token, body: { full_name: 'Pat Newname' } });
    await expect(main(page).getByRole('link', { name: 'Pat Newname' }).first()).toBeVisible();
    expect(refusals).toBeLessThan(0);
  });
});
