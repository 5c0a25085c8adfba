import { knowZone, main, open, signIn } from '../support/pages';
import { expect, test } from '../support/test';

test('the picture of the week follows what is typed, and says that it is not saved', async ({ page, context, baseURL, api }) => {
  await knowZone(context, baseURL!);
  const doctor = await api.newDoctor();
  await signIn(page, doctor);
  await open(page, '/practice/hours');
  const picture = page.locator('#picture');
  await expect(picture).toContainText('56 hours a week, on 7 days.');
  await main(page).getByLabel(/^Friday/).fill('');
  await expect(picture).toContainText('48 hours a week, on 6 days.');
  await expect(picture).toContainText('As typed; not saved yet.');
  await main(page).getByLabel(/^Friday/).fill('1pm-5:30pm');
  await expect(picture).toContainText('52 hours 30 minutes a week, on 7 days.');
  await main(page).getByLabel('Time zone of your practice').selectOption('America/New_York');
  await expect(picture).toContainText('New York time');
  await main(page).getByLabel('Time zone of your practice').selectOption('Europe/Berlin');
  await expect(picture).toContainText('Berlin time');
  await main(page).getByRole('button', { name: 'Save weekly hours' }).click();
  await expect(page.getByText('Your weekly hours are saved.')).toBeVisible();
  await expect(main(page).getByLabel(/^Friday/)).toHaveValue('13:00–17:30');
  await expect(picture).not.toContainText('not saved yet');
  await main(page).getByLabel(/^Friday/).fill('13pm-5pm');
  await main(page).getByRole('button', { name: 'Save weekly hours' }).click();
  await expect(main(page).getByRole('alert')).toContainText('“13pm-5pm”');
});

test('the hours of an exception are asked for once it has some', async ({ page, context, baseURL, api }) => {
  await knowZone(context, baseURL!);
  const doctor = await api.newDoctor();
  await signIn(page, doctor);
  await open(page, '/practice/hours');
  const hours = main(page).getByLabel('Other hours', { exact: true }).and(page.locator('input[type=text]'));
  await expect(hours).toBeHidden();
  await main(page).getByRole('radio', { name: /^Other hours/ }).check();
  await expect(hours).toBeVisible();
});

test('an invitation’s link carries its code, and nothing of it reaches the server', async ({ page, browser, baseURL }) => {
  await signIn(page, { email: 'admin@demo.example', password: 'anteroom-demo' });
  await open(page, '/admin/invitations');
  await main(page).getByRole('button', { name: 'Issue an invitation' }).click();
  const code = (await main(page).getByTestId('invitation-code').innerText()).trim();
  const link = (await page.locator('#invitation-link').innerText()).trim();
  expect(link).toContain(`#code=${code}`);
  await main(page).getByRole('button', { name: 'Copy the link' }).click();
  await expect(main(page).getByText(/^(Copied\.|Your browser does not allow it)/)).toBeVisible();
  const theirs = await browser.newContext({ baseURL });
  const other = await theirs.newPage();
  const asked: string[] = [];
  other.on('request', (request) => asked.push(request.url()));
  await other.goto(new URL(link).pathname + new URL(link).hash);
  await expect(other.getByLabel('Invitation code')).toHaveValue(code);
  expect(asked.filter((url) => url.split('#')[0].includes(code))).toEqual([]);
  await theirs.close();
});
