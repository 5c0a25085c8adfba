// What people do on pages, in their words; the same with and without JavaScript.
import { test } from '@playwright/test';
import type { BrowserContext, Page } from '@playwright/test';
import { expect } from './test';

export type Person = { email: string; password: string; full_name?: string; time_zone?: string };

/** Whether this project runs with JavaScript. */
export const scripted = () => test.info().project.use.javaScriptEnabled !== false;

export const main = (page: Page) => page.getByRole('main');
export const heading = (page: Page, name: string | RegExp) => main(page).getByRole('heading', { level: 1, name });

/** Waits until the islands of the page are live; without JavaScript there is nothing to wait for. */
export async function settled(page: Page) {
  if (scripted()) await page.waitForSelector('html[data-hydrated]');
}

/** Opens an address and gives its status. */
export async function open(page: Page, path: string) {
  const answer = await page.goto(path);
  await settled(page);
  return answer?.status();
}

/** Opens a page and waits until its line to the server stands. */
export async function openLive(page: Page, path: string) {
  const line = page.waitForResponse((answer) => answer.url().includes('/api/v1/live') && answer.ok());
  await open(page, path);
  await line;
}

/** The zone that the page would tell, told before the first page, so that it is not loaded twice. */
export async function knowZone(context: BrowserContext, url: string, zone = 'Europe/Berlin') {
  const name = url.startsWith('https:') ? '__Host-anteroom_zone' : 'anteroom_zone';
  if (scripted()) await context.addCookies([{ name, value: encodeURIComponent(zone), url }]);
}

async function signInForm(page: Page, person: Person) {
  await main(page).getByLabel('E-mail').fill(person.email);
  await main(page).getByLabel('Password').fill(person.password);
  await main(page).getByRole('button', { name: 'Sign in' }).click();
}

export async function signIn(page: Page, person: Person) {
  await open(page, '/sign-in');
  await signInForm(page, person);
  await signedIn(page);
  await settled(page);
}

/** Somebody is signed in: the account's menu says who. */
export const signedIn = (page: Page) => expect(page.locator('.nav-name')).toBeAttached();

/** Signs in where the page asked for it, and stays on whatever comes then. */
export async function signInHere(page: Page, person: Person) {
  await expect(heading(page, /sign in/i)).toBeVisible();
  await settled(page);
  await signInForm(page, person);
}

export async function signOut(page: Page) {
  await page.locator('.account-menu summary').click();
  await page.getByRole('banner').getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('banner').getByRole('link', { name: 'Sign in' })).toBeVisible();
}

export async function fillRegistration(page: Page, person: Person) {
  await main(page).getByLabel(/name/i).fill(person.full_name!);
  await main(page).getByLabel('E-mail').fill(person.email);
  await main(page).getByLabel('Password').fill(person.password);
  const zone = main(page).getByLabel(/time zone/i);
  // The browser's own stands there in words, the others behind it.
  if (!(await zone.isVisible())) await main(page).locator('.zone-field > summary').click();
  await zone.selectOption(person.time_zone!);
}

export async function register(page: Page, person: Person) {
  await open(page, '/register');
  await fillRegistration(page, person);
  await main(page).getByRole('button', { name: 'Register' }).click();
}

/** Searches on the start page and opens the one doctor found. */
export async function findDoctor(page: Page, name: string) {
  await open(page, '/');
  await main(page).getByLabel(/Name or specialty/).fill(name);
  await main(page).getByRole('button', { name: 'Search' }).click();
  await expect(main(page).getByRole('heading', { name: 'One doctor' })).toBeVisible();
  await settled(page);
  await main(page).getByRole('link', { name, exact: true }).click();
  await expect(heading(page, name)).toBeVisible();
  await settled(page);
}

/** All times offered on a page, as links to their summary. */
export const times = (page: Page) => main(page).locator('a[href^="/book?"]');

/** Chooses the first time offered, and tells which it was. */
export async function chooseFirstTime(page: Page): Promise<string> {
  const first = times(page).first();
  const href = await first.getAttribute('href');
  const start = new URL(href!, 'http://any').searchParams.get('start')!;
  await first.click();
  await settled(page);
  return start;
}

/** Presses the one button of the summary; gives the id of the visit. */
export async function confirm(page: Page): Promise<string> {
  await expect(heading(page, 'Is this right?')).toBeVisible();
  await settled(page);
  await main(page).getByRole('button', { name: 'Book this visit' }).click();
  await expect(heading(page, 'Your visit is booked')).toBeVisible();
  await settled(page);
  const id = /\/visits\/([^/]+)\/booked/.exec(page.url())?.[1];
  expect(id).toBeTruthy();
  return id!;
}

export const bookPath = (doctor: string, visitType: string, start: string) =>
  `/book?${new URLSearchParams({ doctor, visit_type: visitType, start })}`;

/** Cancels the visit whose page is open. */
export async function cancelVisit(page: Page, reason: string) {
  await main(page).getByText('Cancel this visit…').click();
  await main(page).getByLabel(/^Reason/).fill(reason);
  await main(page).getByRole('button', { name: 'Cancel this visit' }).click();
  await expect(page.getByRole('status').getByText('The visit is cancelled.')).toBeVisible();
  await expect(main(page).getByText('Cancelled', { exact: true }).first()).toBeVisible();
  await settled(page);
}

/** Issues an invitation as the admin who is signed in, and gives the code. */
export async function issueInvitation(page: Page, email = ''): Promise<string> {
  await open(page, '/admin/invitations');
  await main(page).getByLabel(/E-mail of the doctor/).fill(email);
  await main(page).getByRole('button', { name: 'Issue an invitation' }).click();
  const code = main(page).getByTestId('invitation-code');
  await expect(code).toBeVisible();
  await settled(page);
  return (await code.innerText()).trim();
}

/** What an iCalendar file says. */
export function calendarFacts(calendar: string) {
  const value = (name: string) => new RegExp(`^${name}[^:\\r\\n]*:(.*)$`, 'm').exec(calendar)?.[1].trim();
  return { uid: value('UID'), sequence: Number(value('SEQUENCE')), method: value('METHOD'), status: value('STATUS') };
}
