// What people come for, from beginning to end. Each story runs with JavaScript (journeys/) and without it (nojs/).
import type { Browser, Page } from '@playwright/test';
import type { Api } from './api.mjs';
import { DEMO, DEMO_PASSWORD, unique } from './api.mjs';
import {
  bookPath, calendarFacts, cancelVisit, chooseFirstTime, confirm, fillRegistration, findDoctor, heading, issueInvitation, knowZone, main,
  open, register, scripted, settled, signIn, signInHere, signOut, signedIn, times,
} from './pages';
import type { Person } from './pages';
import { expect, test } from './test';
import type { Mail } from './test';

type Given = { page: Page; browser: Browser; baseURL?: string; api: Api; mailTo: (to: string, matches: (mail: Mail) => boolean) => Promise<Mail> };

const method = (name: string) => (mail: Mail) => calendarFacts(mail.calendar).method === name;
const ADMIN: Person = { email: DEMO.admin, password: DEMO_PASSWORD };

function newPerson(domain: string): Required<Person> {
  const word = unique();
  const name = word[0].toUpperCase() + word.slice(1);
  return { email: `${word}@${domain}`, password: `pass-${word}-phrase`, full_name: `Robin ${name}`, time_zone: 'Europe/Berlin' };
}

/** A browser of its own, as another person would have. */
async function another(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: url, javaScriptEnabled: scripted(), locale: 'en-GB', timezoneId: 'Europe/Berlin' });
  await knowZone(context, url);
  return context.newPage();
}

/** register → search → book → see → cancel; the time opens again and the doctor is told. */
export async function patientBooksAndCancels({ page, api, mailTo }: Given) {
  const doctor = await api.newDoctor();
  const patient = newPerson('patients.example');
  await test.step('registers', async () => {
    await register(page, patient);
    await signedIn(page);
  });

  let start = '';
  let id = '';
  await test.step('finds the doctor and books the first time', async () => {
    await findDoctor(page, doctor.full_name);
    start = await chooseFirstTime(page);
    await expect(main(page).getByText(doctor.full_name).first()).toBeVisible();
    id = await confirm(page);
  });

  const confirmation = await test.step('gets a confirmation with a calendar file', async () => {
    const mail = await mailTo(patient.email, method('REQUEST'));
    expect(mail.subject).not.toContain(doctor.full_name);
    expect(mail.text).toContain(`/visits/${id}`);
    expect(mail.html).toContain('<');
    await mailTo(doctor.email, method('REQUEST'));
    return calendarFacts(mail.calendar);
  });

  await test.step('sees the visit and its history', async () => {
    await open(page, '/visits');
    await expect(main(page).getByText(doctor.full_name).first()).toBeVisible();
    await main(page).getByRole('link', { name: 'Details and directions' }).click();
    await expect(heading(page, `Visit with ${doctor.full_name}`)).toBeVisible();
    await expect(main(page).getByText('Booked by you')).toBeVisible();
    await settled(page);
    expect(await api.isFree(doctor, start)).toBe(false);
  });

  await test.step('cancels; the time is free again and the doctor is told', async () => {
    await cancelVisit(page, 'I am well again.');
    await expect(main(page).getByText('Cancelled by you')).toBeVisible();
    expect(await api.isFree(doctor, start)).toBe(true);
    const told = calendarFacts((await mailTo(doctor.email, method('CANCEL'))).calendar);
    expect(told.uid).toBe(confirmation.uid);
    expect(told.sequence).toBeGreaterThan(confirmation.sequence);
    await open(page, `/doctors/${doctor.id}`);
    await expect(times(page).first()).toHaveAttribute('href', new RegExp(encodeURIComponent(start).replace('.', '\\.')));
  });

  await test.step('finds it among the cancelled visits', async () => {
    await open(page, '/visits?part=cancelled');
    await expect(main(page).getByText(doctor.full_name).first()).toBeVisible();
  });
}

/** invitation → doctor registers → hours, visit type → in search → is booked → cancels with a reason; the patient is told. */
export async function doctorOpensAPractice({ page, browser, baseURL, api, mailTo }: Given) {
  const doctor = newPerson('doctors.example');
  await test.step('an admin issues an invitation; the doctor registers with it', async () => {
    await signIn(page, ADMIN);
    const code = await issueInvitation(page);
    await signOut(page);
    await open(page, '/register/doctor');
    await main(page).getByLabel(/code/i).fill(code);
    await fillRegistration(page, doctor);
    await main(page).getByLabel(/specialty/i).selectOption({ label: 'Cardiology' });
    await main(page).getByRole('button', { name: 'Register' }).click();
    await expect(heading(page, 'Hours')).toBeVisible();
    await open(page, '/practice');
    await expect(main(page).getByRole('heading', { name: 'Patients cannot find you yet' })).toBeVisible();
  });

  await test.step('sets hours', async () => {
    await open(page, '/practice/hours');
    for (const day of ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']) {
      await main(page).getByLabel(new RegExp(`^${day}`)).fill('9-12, 13:00-17:00');
    }
    await main(page).getByLabel(/^Sunday/).fill('17:00-9:00');
    await main(page).getByRole('button', { name: 'Save weekly hours' }).click();
    await expect(main(page).getByRole('alert')).toBeVisible();
    await expect(main(page).getByLabel(/^Monday/)).toHaveValue('9-12, 13:00-17:00');
    await expect(main(page).getByLabel(/^Sunday/)).toHaveAttribute('aria-invalid', 'true');
    await settled(page);
    await main(page).getByLabel(/^Sunday/).fill('10:00-12:00');
    await main(page).getByRole('button', { name: 'Save weekly hours' }).click();
    await expect(page.getByText('Your weekly hours are saved.')).toBeVisible();
  });

  await test.step('adds a visit type and an address, and is found', async () => {
    await open(page, '/practice/visit-types');
    await main(page).getByLabel('Name', { exact: true }).fill('Check-up');
    await main(page).getByLabel('Length in minutes').fill('20');
    await main(page).getByRole('button', { name: 'Add the visit type' }).click();
    await expect(page.getByText('The visit type is added.')).toBeVisible();
    await expect(main(page).getByText('Not offered yet')).toBeVisible();
    await settled(page);
    await open(page, '/practice');
    await main(page).getByRole('link', { name: 'The address of your practice', exact: true }).first().click();
    await main(page).getByLabel(/^Address of your practice/).fill('3 Test Street');
    await main(page).getByRole('button', { name: 'Save your profile' }).click();
    await settled(page);
    await open(page, '/practice');
    await expect(main(page).getByRole('heading', { name: 'Patients cannot find you yet' })).toHaveCount(0);
  });

  const patient = await api.newPatient();
  const theirs = await another(browser, baseURL!);
  await test.step('a patient finds the doctor and books', async () => {
    await signIn(theirs, patient);
    await findDoctor(theirs, doctor.full_name);
    await chooseFirstTime(theirs);
    await confirm(theirs);
  });

  await test.step('the doctor sees the visit and cancels it with a reason', async () => {
    await mailTo(doctor.email, method('REQUEST'));
    await open(page, '/practice/visits');
    const row = main(page).getByRole('row', { name: new RegExp(patient.full_name) });
    await expect(row).toContainText(patient.email);
    await row.getByRole('link').first().click();
    await expect(heading(page, `Visit of ${patient.full_name}`)).toBeVisible();
    await settled(page);
    await main(page).getByText('Cancel this visit…').click();
    await main(page).getByRole('button', { name: 'Cancel this visit' }).click();
    await expect(main(page).getByRole('alert')).toContainText('Reason');
    await settled(page);
    await main(page).getByLabel(/^Reason/).fill('The practice is flooded.');
    await main(page).getByRole('button', { name: 'Cancel this visit' }).click();
    await expect(page.getByText('The visit is cancelled.')).toBeVisible();
  });

  await test.step('the patient is told why', async () => {
    const mail = await mailTo(patient.email, method('CANCEL'));
    // What was typed stays out of mail: the link leads to it.
    expect(mail.text).not.toContain('flooded');
    await open(theirs, /\/visits\/[0-9a-f-]+/.exec(mail.text)![0]);
    await expect(main(theirs).getByText('Cancelled by the doctor')).toBeVisible();
    await expect(main(theirs).getByText('The practice is flooded.')).toBeVisible();
  });
  await theirs.context().close();
}

/** An admin sees how the platform is doing, and issues and takes back invitations. */
export async function adminLooksAfterTheClinic({ page, api, mailTo }: Given) {
  const patient = await api.newPatient();
  await signIn(page, ADMIN);
  await test.step('figures', async () => {
    await open(page, '/admin');
    await expect(heading(page, 'Figures')).toBeVisible();
    for (const figure of ['Visits booked', 'Visits cancelled', 'No-shows', 'New patients']) {
      await expect(main(page).getByText(figure, { exact: true }).first()).toBeVisible();
    }
  });

  await test.step('users', async () => {
    await open(page, '/admin/users');
    await main(page).getByLabel('Name or e-mail').fill(patient.email);
    await main(page).getByRole('button', { name: 'Search' }).click();
    await expect(main(page).getByRole('row', { name: new RegExp(patient.full_name) })).toBeVisible();
    await expect(main(page).getByText('1 accounts').or(main(page).getByText('1 account'))).toBeVisible();
  });

  await test.step('an invitation bound to an address is sent there', async () => {
    const { email } = newPerson('doctors.example');
    const code = await issueInvitation(page, email);
    const mail = await mailTo(email, () => true);
    expect(mail.text).toContain(code);
    const row = main(page).getByRole('row', { name: new RegExp(email) });
    await row.getByRole('button', { name: /Revoke/ }).click();
    await expect(main(page).getByRole('row', { name: new RegExp(email) })).toContainText('Revoked');
    await expect(main(page).getByTestId('invitation-code')).toHaveCount(0);
  });

  await test.step('doctors, visits and mail', async () => {
    for (const path of ['/admin/doctors', '/admin/appointments', '/admin/mail']) {
      expect(await open(page, path)).toBe(200);
      await expect(main(page).getByRole('table').or(main(page).getByText('No messages yet')).first()).toBeVisible();
    }
  });
}

/** An admin adds a specialty; a doctor practises it; it is found by its words, renamed and retired, each asked about first. */
export async function adminManagesSpecialties({ page, api }: Given) {
  const word = unique();
  // At the end of every list, so that no other test chooses it.
  const [name, other] = [`Zz ${word}`, `Zz new ${word}`];
  const doctor = await api.newDoctor();
  await signIn(page, ADMIN);
  await test.step('adds one, with words', async () => {
    await open(page, '/admin/specialties');
    await main(page).getByLabel('Name', { exact: true }).fill(name);
    await main(page).getByLabel(/^Words by which it is found/).fill(`ache of ${word} and more, ${word}itis`);
    await main(page).getByRole('button', { name: 'Add the specialty' }).click();
    await expect(main(page).getByRole('alert')).toContainText(/Words/);
    await settled(page);
    await main(page).getByLabel(/^Words by which it is found/).fill(`${word}itis, ${word} ache`);
    await main(page).getByRole('button', { name: 'Add the specialty' }).click();
    await expect(page.getByText(`${name} is added.`)).toBeVisible();
    await settled(page);
    await expect(main(page).getByRole('row', { name })).toContainText('Offered');
  });

  const id = (await api.call('GET', '/specialties')).items.find((each: { name: string }) => each.name === name).id;
  await api.call('PATCH', '/doctors/me', { token: doctor.token, body: { specialties: [id] } });
  const finds = async (query: string, found: boolean) => {
    const count = (await api.call('GET', `/doctors?${query}`)).total;
    expect(count, query).toBe(found ? 1 : 0);
  };
  await finds(`q=${word}itis`, true);

  await test.step('is asked before it gets another name', async () => {
    await main(page).getByRole('link', { name, exact: true }).click();
    await expect(heading(page, name)).toBeVisible();
    await settled(page);
    await expect(main(page).getByTestId('practised')).toContainText('One doctor practises it.');
    await main(page).getByLabel('Name', { exact: true }).fill(other);
    await main(page).getByRole('button', { name: 'Save the specialty' }).click();
    await expect(heading(page, `Rename “${name}”?`)).toBeVisible();
    await settled(page);
    await main(page).getByRole('button', { name: 'Rename it' }).click();
    await expect(page.getByText('The specialty is saved.')).toBeVisible();
    await expect(heading(page, other)).toBeVisible();
    await settled(page);
    await main(page).getByRole('link', { name: 'See the doctor' }).click();
    await expect(main(page).getByRole('row', { name: new RegExp(doctor.full_name) })).toContainText(other);
    await settled(page);
    await open(page, `/admin/specialties?edit=${id}`);
  });

  await test.step('is asked before nobody can choose it', async () => {
    await main(page).getByRole('link', { name: 'Retire it…' }).click();
    await expect(heading(page, `Retire “${other}”?`)).toBeVisible();
    await settled(page);
    await main(page).getByRole('button', { name: 'Retire it' }).click();
    await expect(page.getByText(`${other} is no longer offered.`)).toBeVisible();
    await settled(page);
    await finds(`q=${word}itis`, false);
    await finds(`specialty=${id}`, true);
    await open(page, `/doctors/${doctor.id}`);
    await expect(main(page).getByText(other).first()).toBeVisible();
  });
}

/** Two browsers, one time: one books it, the other is told and offered the nearest. */
export async function twoWantTheSameTime({ page, browser, baseURL, api }: Given) {
  const doctor = await api.newDoctor();
  const [start] = await api.freeTimes(doctor.id, doctor.visitType.id);
  const path = bookPath(doctor.id, doctor.visitType.id, start);
  const other = await another(browser, baseURL!);
  for (const each of [page, other]) {
    // A page that is live takes the button away as soon as the other has booked: this is about two who both press it.
    await each.route('**/api/v1/live*', (route) => route.abort());
    await signIn(each, await api.newPatient());
    await open(each, path);
    await expect(heading(each, 'Is this right?')).toBeVisible();
  }
  const press = (each: Page) => main(each).getByRole('button', { name: 'Book this visit' }).click();
  await Promise.all([press(page), press(other)]);
  const outcome = /Your visit is booked|This time is not free any more/;
  for (const each of [page, other]) await expect(heading(each, outcome)).toBeVisible();
  const won = await Promise.all([page, other].map((each) => heading(each, 'Your visit is booked').isVisible()));
  expect(won.filter(Boolean)).toHaveLength(1);

  const loser = won[0] ? other : page;
  await settled(loser);
  await expect(main(loser).getByText(/Somebody else has just taken/).first()).toBeVisible();
  await expect(main(loser).getByRole('heading', { name: 'Nearest free times' })).toBeVisible();
  expect(await chooseFirstTime(loser)).not.toBe(start);
  await confirm(loser);
  await other.context().close();
}

/** A visitor looks, chooses, is asked to sign in, and comes back to the chosen time. */
export async function visitorComesBackToTheTime({ page, api }: Given) {
  const doctor = await api.newDoctor();
  const patient = await api.newPatient();
  await findDoctor(page, doctor.full_name);
  const start = await chooseFirstTime(page);
  await main(page).getByRole('link', { name: 'Sign in to book' }).click();
  await signInHere(page, patient);
  await expect(heading(page, 'Is this right?')).toBeVisible();
  expect(new URL(page.url()).searchParams.get('start')).toBe(start);
  await confirm(page);
  expect(await api.isFree(doctor, start)).toBe(false);
}

/** The same for somebody who registers on the way. */
export async function visitorRegistersOnTheWay({ page, api }: Given) {
  const doctor = await api.newDoctor();
  await open(page, `/doctors/${doctor.id}`);
  const start = await chooseFirstTime(page);
  await main(page).getByRole('link', { name: 'Register' }).click();
  await settled(page);
  await fillRegistration(page, newPerson('patients.example'));
  await main(page).getByRole('button', { name: 'Register' }).click();
  await expect(heading(page, 'Is this right?')).toBeVisible();
  expect(new URL(page.url()).searchParams.get('start')).toBe(start);
  await confirm(page);
}

/** A refused form says what is wrong with which field, and keeps what was typed. */
export async function formsKeepWhatWasTyped({ page }: Given) {
  const person = { ...newPerson('patients.example'), password: 'short' };
  await open(page, '/register');
  await fillRegistration(page, person);
  const answer = page.waitForResponse((response) => response.request().method() === 'POST');
  await main(page).getByRole('button', { name: 'Register' }).click();
  expect((await answer).status()).toBe(422);
  await expect(main(page).getByRole('alert')).toContainText('Password');
  await expect(main(page).getByLabel(/name/i)).toHaveValue(person.full_name);
  await expect(main(page).getByLabel('E-mail')).toHaveValue(person.email);
  await expect(main(page).getByLabel('Password')).toHaveValue('');
  await expect(main(page).getByLabel('Password')).toHaveAttribute('aria-invalid', 'true');
  await settled(page);
  await main(page).getByRole('alert').getByRole('link').first().click();
  await expect(main(page).getByLabel('Password')).toBeFocused();
  expect(page.url()).not.toContain(encodeURIComponent(person.email));
}

/** Pressing once more after going back leads to the same visit, not to a second one. */
export async function pressingTwiceBooksOnce({ page, api }: Given) {
  const doctor = await api.newDoctor();
  const patient = await api.newPatient();
  const [start] = await api.freeTimes(doctor.id, doctor.visitType.id);
  await signIn(page, patient);
  await open(page, bookPath(doctor.id, doctor.visitType.id, start));
  const fields = await main(page).locator('form input[type=hidden]').evaluateAll((inputs) => inputs.map((input) => [(input as HTMLInputElement).name, (input as HTMLInputElement).value]));
  const first = await confirm(page);
  const again = await page.request.post('/do/booking/book', { form: Object.fromEntries(fields), headers: { accept: 'text/html', origin: new URL(page.url()).origin }, maxRedirects: 0 });
  expect(again.headers().location).toContain(first);
  const { items } = await api.call('GET', '/appointments', { token: await api.token(patient.email, patient.password) });
  expect(items).toHaveLength(1);
}

/** Pages of others: sign in and come back, or not found. */
export async function pagesOfOthersAreNotShown({ page, api }: Given) {
  const patient = await api.newPatient();
  await open(page, '/visits?part=past');
  await signInHere(page, patient);
  await expect(page).toHaveURL(/\/visits\?part=past$/);
  for (const path of ['/admin', '/admin/users', '/practice', '/practice/hours']) {
    expect(await open(page, path)).toBe(404);
    await expect(heading(page, 'This page is not here')).toBeVisible();
  }
}

/** Signing one device out leaves the other signed in. */
export async function devicesAreSignedOutOneByOne({ page, browser, baseURL, api }: Given) {
  const patient = await api.newPatient();
  const other = await another(browser, baseURL!);
  await signIn(page, patient);
  await signIn(other, patient);
  await open(page, '/account');
  await main(page).getByRole('button', { name: /^Sign out (?!here|everywhere)/ }).click();
  await expect(main(page).getByRole('button', { name: /^Sign out (?!here|everywhere)/ })).toHaveCount(0);
  // A page that is live has noticed by itself.
  if (scripted()) await expect(heading(other, /sign in/i)).toBeVisible();
  await open(other, '/account');
  await expect(heading(other, /sign in/i)).toBeVisible();
  expect(await open(page, '/visits')).toBe(200);
  await expect(heading(page, 'My visits')).toBeVisible();
  await other.context().close();
}
