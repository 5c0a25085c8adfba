// What a visit and a page are outside of their window: on paper, in a tab, in a message to somebody.
import { heading, knowZone, main, open, signIn } from '../support/pages';
import { expect, test } from '../support/test';

test('a visit on paper has what one needs there, and no ways to go', async ({ page, context, baseURL, api }) => {
  await knowZone(context, baseURL!);
  const doctor = await api.newDoctor();
  const patient = await api.newPatient();
  const [start] = await api.freeTimes(doctor.id, doctor.visitType.id);
  const visit = await api.book(await api.token(patient.email, patient.password), doctor.id, doctor.visitType.id, start);
  await signIn(page, patient);
  await open(page, `/visits/${visit.id}`);
  const onScreen = [page.getByRole('banner').getByRole('navigation'), main(page).getByText('Add to calendar'), page.getByRole('contentinfo')];
  for (const part of onScreen) await expect(part.first()).toBeVisible();
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  for (const part of onScreen) await expect(part.first()).toBeHidden();
  await expect(heading(page, `Visit with ${doctor.full_name}`)).toBeVisible();
  await expect(main(page).getByRole('heading', { name: 'The visit' })).toBeVisible();
  // Black on white, whatever the screen was.
  await expect(page.locator('body')).toHaveCSS('color', 'rgb(0, 0, 0)');
  await expect(page.locator('html')).toHaveCSS('background-color', /^(rgb\(255, 255, 255\)|rgba\(0, 0, 0, 0\))$/);
});

test('a page names itself, its icons and a picture for previews, and they are there', async ({ page, request, api }) => {
  const doctor = await api.newDoctor();
  await open(page, `/doctors/${doctor.id}`);
  await expect(page).toHaveTitle(new RegExp(doctor.full_name));
  const shared = (property: string) => page.locator(`meta[property="og:${property}"]`).getAttribute('content');
  expect(await shared('title')).toContain(doctor.full_name);
  const picture = await shared('image');
  expect(picture).toMatch(/^https?:\/\//);
  const icons = await page.locator('link[rel="icon"], link[rel="apple-touch-icon"]').evaluateAll((links) => links.map((link) => (link as HTMLLinkElement).href));
  expect(icons).toHaveLength(3);
  for (const address of [picture!, ...icons]) {
    const answer = await request.get(address);
    expect(answer.status(), address).toBe(200);
    expect(answer.headers()['content-type'], address).toMatch(/^image\//);
  }
});
