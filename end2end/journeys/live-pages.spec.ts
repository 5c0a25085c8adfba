import { DEMO, DEMO_PASSWORD, unique } from '../support/api.mjs';
import { knowZone, main, openLive, signedIn, signIn, signInHere, signOut, times } from '../support/pages';
import { expect, test } from '../support/test';
import type { Locator, Page } from '@playwright/test';

type Person = { email: string; password: string };

/** Opens a page, lets somebody else change something, and waits until the page shows it, over its one line. A page on
 * which other doctors come to stand lets go of that and opens another. */
async function follows(page: Page, path: string, act: () => Promise<unknown>, shows: (page: Locator) => Promise<void>, others = false) {
  await test.step(path.replace(/[0-9a-f-]{36}/, '…'), async () => {
    const lines: string[] = [];
    const note = (request: { url(): string }) => request.url().includes('/api/v1/live') && lines.push(request.url());
    page.on('request', note);
    await openLive(page, path);
    await act();
    await shows(main(page));
    await expect.poll(() => lines.length, { message: 'one line a page' }).toBe(others ? 2 : 1);
    page.off('request', note);
  });
}

test.describe('each kind of page shows what others do, by itself', () => {
  test.beforeEach(async ({ context, baseURL }) => knowZone(context, baseURL!));

  test('to a patient', async ({ page, api }) => {
    const doctor = await api.newDoctor();
    const patient = await api.newPatient();
    const token = await api.token(patient.email, patient.password);
    const book = (start: string) => api.book(token, doctor.id, doctor.visitType.id, start);
    const patch = (body: object) => api.call('PATCH', '/doctors/me', { token: doctor.token, body });
    const cancel = (id: string) => api.call('POST', `/appointments/${id}/cancel`, { token: doctor.token, body: { reason: 'I am ill.' } });

    // Whatever is free next, today or tomorrow.
    let soonest = '';
    const bookSoonest = async () => {
      soonest = (await times(page).first().getAttribute('href'))!;
      await book(new URL(soonest, page.url()).searchParams.get('start')!);
    };
    await follows(page, `/doctors?q=${doctor.full_name}`, bookSoonest, async (shown) => {
      await expect(shown.locator(`a[href="${soonest}"]`)).toHaveCount(0);
      await expect(times(page).first()).toBeVisible();
    });
    const admin = await api.token(DEMO.admin);
    const specialty = `Zz ${unique()}`;
    const offer = () => api.call('POST', '/admin/specialties', { token: admin, body: { name: specialty } });
    await follows(page, `/doctors?q=${doctor.full_name}`, offer, async (shown) => {
      await expect(shown.locator('select option', { hasText: specialty })).toHaveCount(1);
    });
    const hidden = await api.newDoctor({ hours: false });
    const weekly = [{ weekday: 'mon', start: '09:00', end: '17:00' }];
    await api.call('PUT', '/doctors/me/schedule', { token: hidden.token, body: { time_zone: 'Europe/Berlin', weekly } });
    await api.call('PATCH', '/doctors/me', { token: hidden.token, body: { address: '2 Test Street' } });
    const comeOut = () => api.call('POST', '/doctors/me/visit-types', { token: hidden.token, body: { name: 'Consultation', minutes: 30 } });
    await follows(page, `/doctors?q=${hidden.full_name}`, comeOut, async (shown) => {
      await expect(shown.getByRole('link', { name: hidden.full_name, exact: true })).toBeVisible();
    }, true);
    await follows(page, `/doctors/${doctor.id}`, () => patch({ about: 'Speaks slowly.' }), async (shown) => {
      await expect(shown.getByText('Speaks slowly.')).toBeVisible();
    });

    await signIn(page, patient);
    // Asked for now: late in the day, the soonest of before was the first of tomorrow.
    const [first, second] = await api.freeTimes(doctor.id, doctor.visitType.id);
    let visit: { id: string };
    await follows(page, '/visits', async () => (visit = await book(first)), async (shown) => {
      await expect(shown.locator(`a[href="/visits/${visit.id}"]`).first()).toBeVisible();
    });
    await follows(page, '/visits', () => api.call('PATCH', '/me', { token: doctor.token, body: { full_name: 'Doc Newname' } }), async (shown) => {
      await expect(shown.getByText('Doc Newname').first()).toBeVisible();
    });
    await follows(page, `/visits/${visit!.id}`, () => patch({ designation: 'Dr. med.' }), async (shown) => {
      await expect(shown.getByText('Dr. med.')).toBeVisible();
    });
    await follows(page, `/visits/${visit!.id}`, () => cancel(visit.id), async (shown) => {
      await expect(shown.getByText('Cancelled').first()).toBeVisible();
    });
    const other = await book(second);
    await follows(page, `/visits/${other.id}/booked`, () => cancel(other.id), async (shown) => {
      await expect(shown.getByText('Cancelled').first()).toBeVisible();
    });
    const devices = (shown: Locator) => shown.getByRole('listitem').filter({ hasText: 'Last seen' });
    let before = 0;
    const signInElsewhere = async () => {
      before = await devices(main(page)).count();
      await api.token(patient.email, patient.password);
    };
    await follows(page, '/account', signInElsewhere, async (shown) => {
      await expect.poll(() => devices(shown).count()).toBe(before + 1);
    });
    await follows(page, '/account', () => api.call('PATCH', '/me', { token, body: { full_name: 'Pat Newname' } }), async (shown) => {
      await expect(shown.getByLabel(/name/i)).toHaveValue('Pat Newname');
      await expect(page.locator('.nav-name')).toHaveText('Pat Newname');
    });
  });

  test('to a doctor', async ({ page, api }) => {
    const doctor = await api.newDoctor();
    const patient = await api.newPatient();
    const token = await api.token(patient.email, patient.password);
    const starts = (await api.freeTimes(doctor.id, doctor.visitType.id)).values();
    const date = (await api.freeTimes(doctor.id, doctor.visitType.id))[0].slice(0, 10);
    const visits: { id: string }[] = [];
    const book = async () => visits.push(await api.book(token, doctor.id, doctor.visitType.id, starts.next().value!));
    const newest = () => `a[href="/visits/${visits.at(-1)!.id}"]`;

    await signIn(page, doctor);
    for (const path of [`/practice?date=${date}`, `/practice/week?date=${date}`, '/practice/visits']) {
      await follows(page, path, book, async (shown) => expect(shown.locator(newest()).first()).toBeVisible());
    }
    const rename = () => api.call('PATCH', '/me', { token, body: { full_name: 'Pat Newname' } });
    await follows(page, `/practice?date=${date}`, rename, async (shown) => {
      await expect(shown.getByRole('link', { name: 'Pat Newname' }).first()).toBeVisible();
      await expect(shown.getByText(patient.full_name)).toHaveCount(0);
    });
    const drawn = main(page).locator('#picture table').first();
    let before = '';
    const bookAnother = async () => {
      before = (await drawn.textContent())!;
      await book();
    };
    await follows(page, `/practice/figures?from=${date}&to=${date}`, bookAnother, async () => expect(drawn).not.toHaveText(before));
    const gone = visits[0].id;
    const cancel = () => api.call('POST', `/appointments/${gone}/cancel`, { token, body: {} });
    await follows(page, `/visits/${gone}`, cancel, async (shown) => expect(shown.getByText('Cancelled').first()).toBeVisible());
    const add = () => api.call('POST', '/doctors/me/visit-types', { token: doctor.token, body: { name: 'Second opinion', minutes: 45 } });
    await follows(page, '/practice/visit-types', add, async (shown) => expect(shown.getByText('Second opinion').first()).toBeVisible());
    const describe = () => api.call('PATCH', '/doctors/me', { token: doctor.token, body: { about: 'Speaks slowly.' } });
    await follows(page, '/practice/profile', describe, async (shown) => expect(shown.getByLabel(/^About/)).toHaveValue('Speaks slowly.'));
  });

  test('to an admin', async ({ page, api }) => {
    const admin = await api.token(DEMO.admin);
    const doctor = await api.newDoctor({ adminToken: admin });
    const patient = await api.newPatient();
    const token = await api.token(patient.email, patient.password);
    const starts = (await api.freeTimes(doctor.id, doctor.visitType.id)).values();
    const book = () => api.book(token, doctor.id, doctor.visitType.id, starts.next().value!);

    await signIn(page, { email: DEMO.admin, password: DEMO_PASSWORD });
    let newcomer: Person & { full_name: string };
    await follows(page, '/admin/users', async () => (newcomer = await api.newPatient()), async (shown) => {
      await expect(shown.getByText(newcomer.email)).toBeVisible();
    });
    const rename = () => api.call('PATCH', '/me', { token: doctor.token, body: { full_name: `Doc Newname ${doctor.full_name}` } });
    await follows(page, `/admin/doctors?q=${doctor.full_name}`, rename, async (shown) => {
      await expect(shown.getByText(`Doc Newname ${doctor.full_name}`).first()).toBeVisible();
    });
    const email = `${unique()}@doctors.example`;
    await follows(page, '/admin/invitations', () => api.call('POST', '/admin/invitations', { token: admin, body: { email } }), async (shown) => {
      await expect(shown.getByText(email)).toBeVisible();
    });
    const word = unique();
    const specialty = { name: `Zz ${word}`, words: [`${word}itis`] };
    await follows(page, `/admin/specialties?q=${word}`, () => api.call('POST', '/admin/specialties', { token: admin, body: specialty }), async (shown) => {
      await expect(shown.getByRole('row', { name: specialty.name })).toContainText(`${word}itis`);
    });
    await follows(page, `/admin/appointments?q=${patient.full_name}`, book, async (shown) => {
      await expect(shown.getByText(patient.full_name).first()).toBeVisible();
    });
    // The page names no addressee; a new message is made later than all before.
    const latest = main(page).locator('table time').first();
    let before = '';
    const causeMail = async () => {
      before = (await latest.getAttribute('datetime'))!;
      await api.newPatient();
    };
    await follows(page, '/admin/mail', causeMail, async () => expect(latest).not.toHaveAttribute('datetime', before));
    const figure = main(page).locator('.figure', { hasText: 'Visits booked' }).locator('.figure-value');
    const bookAnother = async () => {
      before = await figure.innerText();
      await book();
    };
    await follows(page, '/admin', bookAnother, async () => expect(figure).not.toHaveText(before));
  });

  test('to a device that another one signs out, and nothing typed there is lost', async ({ page, context, api }) => {
    const patient = await api.newPatient();
    const token = await api.token(patient.email, patient.password);
    const endOthers = async () => {
      const { items } = await api.call('GET', '/me/sessions', { token });
      for (const { id, current } of items) if (!current) await api.call('DELETE', `/me/sessions/${id}`, { token });
    };
    await signIn(page, patient);
    await openLive(page, '/visits');
    await endOthers();
    await expect(page).toHaveURL(/\/sign-in/);
    await signIn(page, patient);
    await openLive(page, '/doctors');
    await endOthers();
    await expect(page.locator('.nav-name')).toHaveCount(0);

    await signIn(page, patient);
    await openLive(page, '/account');
    await main(page).getByLabel(/name/i).fill('Pat Half-Written');
    await endOthers();
    await expect(page.getByRole('status').getByText('You are signed out here.')).toBeVisible();
    await expect(main(page).getByLabel(/name/i)).toHaveValue('Pat Half-Written');
    await main(page).getByRole('button', { name: 'Save' }).first().click();
    const opened = context.waitForEvent('page');
    await page.getByRole('link', { name: 'Sign in, in another tab' }).click();
    const other = await opened;
    await signInHere(other, patient);
    await signedIn(other);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.locator('.nav-name')).toHaveText('Pat Half-Written');

    // Somebody else signs in in the other tab: what was written here is not theirs.
    await openLive(page, '/account');
    await main(page).getByLabel(/name/i).fill('Pat Written-Again');
    const somebody = await api.newPatient();
    await signOut(other);
    await signIn(other, somebody);
    await expect(page.getByRole('status').getByText('You are signed out here.')).toBeVisible();
    await main(page).getByRole('button', { name: 'Save' }).first().click();
    await expect(page.getByText('Another account is signed in here now.')).toBeVisible();
    await openLive(other, '/account');
    await expect(main(other).getByLabel(/name/i)).toHaveValue(somebody.full_name);
  });
});
