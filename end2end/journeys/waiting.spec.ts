import type { Page } from '@playwright/test';
import { open, signedIn, signIn } from '../support/pages';
import { expect, test } from '../support/test';

/** Gives what an element says once it carries an attribute. A page on its way to another cannot be asked from outside. */
async function watch(page: Page, selector: string, attribute: string): Promise<{ words: Promise<string> }> {
  let tell: (text: string) => void = () => {};
  const words = new Promise<string>((resolve) => (tell = resolve));
  await page.exposeFunction('tell', (text: string) => tell(text));
  await page.evaluate(
    ([selector, attribute]) => {
      const observer = new MutationObserver(() => {
        const found = document.querySelector(selector);
        if (!found?.hasAttribute(attribute)) return;
        observer.disconnect();
        setTimeout(() => {
          // Pressed again, as the impatient do.
          if (found instanceof HTMLButtonElement) found.click();
          (window as unknown as { tell: (text: string) => void }).tell(found.textContent ?? '');
        });
      });
      observer.observe(document, { subtree: true, attributes: true });
    },
    [selector, attribute],
  );
  return { words };
}

test('a page that takes long shows a line at the top, until the next page is there', async ({ page }) => {
  await open(page, '/');
  const { words: line } = await watch(page, 'html', 'data-waiting');
  // The answer waits for the line.
  await page.route('**/doctors?*', async (route) => {
    await line;
    await route.continue();
  });
  await page.getByRole('main').getByRole('link', { name: 'Cardiology' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /cardiology/ })).toBeVisible();
  await expect(page.locator('html[data-waiting]')).toHaveCount(0);
});

test('a form on its way says so, and is not sent twice', async ({ page }) => {
  await open(page, '/sign-in');
  const { words } = await watch(page, 'main form button[type="submit"]', 'aria-busy');
  let asked = 0;
  await page.route('**/do/auth/sign-in', async (route) => {
    asked += 1;
    expect(await words).toBe('Signing in…');
    await route.continue();
  });
  const main = page.getByRole('main');
  await main.getByLabel('E-mail').fill('nobody@demo.example');
  await main.locator('input[name="password"]').fill('not the right one');
  await main.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  expect(asked).toBe(1);
});

test('a password can be looked at while it is typed, and is hidden again when sent', async ({ page }) => {
  await open(page, '/sign-in');
  const main = page.getByRole('main');
  const password = main.locator('input[name="password"]');
  await password.fill('quiet morning tea');
  const show = main.getByRole('button', { name: 'Show password' });
  await show.click();
  await expect(password).toHaveAttribute('type', 'text');
  await expect(show).toHaveAttribute('aria-pressed', 'true');
  await expect(password).toBeFocused();
  await show.click();
  await expect(password).toHaveAttribute('type', 'password');
});

test('on a phone the menu closes where it was opened', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await open(page, '/');
  const banner = page.getByRole('banner');
  const [menu, sheet] = [banner.getByRole('link', { name: 'Menu' }), page.getByRole('dialog', { name: 'Menu' })];
  await menu.click();
  const close = sheet.getByRole('link', { name: 'Close' });
  await expect(close).toBeFocused();
  // The focus goes round in it, and to nothing behind it.
  for (let n = 0; n < 8; n++) {
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement === document.body || !!document.activeElement?.closest('#menu'))).toBe(true);
  }
  const [logo, top] = [await banner.getByRole('link', { name: 'Anteroom' }).boundingBox(), await sheet.boundingBox()];
  expect(top!.y).toBeGreaterThan(logo!.y + logo!.height);
  await close.click();
  await expect(sheet).toBeHidden();
  await expect(menu).toBeFocused();
  await menu.click();
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
});

test('what folds out of the header closes by Escape and when one goes on', async ({ page, api }) => {
  await signIn(page, await api.newPatient());
  const [account, out] = [page.locator('.account-menu summary'), page.getByRole('banner').getByRole('button', { name: 'Sign out' })];
  await account.click();
  await expect(out).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(out).toBeHidden();
  await expect(account).toBeFocused();
  await account.click();
  await page.getByRole('main').click({ position: { x: 5, y: 5 } });
  await expect(out).toBeHidden();
});

test('one press shows the demo as each role', async ({ page }) => {
  await open(page, '/sign-in');
  for (const [role, where] of [['patient', '/visits'], ['doctor', '/practice'], ['admin', '/admin']]) {
    await page.getByRole('complementary', { name: 'Demo' }).getByRole('button', { name: `Look as ${role}` }).click();
    await expect(page).toHaveURL(new RegExp(`${where}$`));
    await signedIn(page);
  }
  // The desk is where the logo leads.
  await page.getByRole('banner').getByRole('link', { name: 'Anteroom' }).click();
  await expect(page).toHaveURL(/\/admin$/);
});

test('a person changes their own name and time zone', async ({ page, api }) => {
  const person = await api.newPatient('Europe/Berlin');
  await open(page, '/sign-in?next=/account');
  const main = page.getByRole('main');
  await main.getByLabel('E-mail').fill(person.email);
  await main.locator('input[name="password"]').fill(person.password);
  await main.getByRole('button', { name: 'Sign in' }).click();
  await main.getByLabel('Full name').fill('');
  await main.getByRole('button', { name: 'Save your details' }).click();
  await expect(page.getByRole('alert')).toContainText('Full name');
  await expect(page).toHaveTitle(/^Error: /);
  await main.getByLabel('Full name').fill('Ana María de la Cruz');
  await main.getByLabel('Time zone').selectOption('Asia/Tokyo');
  await main.getByRole('button', { name: 'Save your details' }).click();
  await expect(page.getByRole('status').getByText('Your details are saved.')).toBeVisible();
  await expect(page.locator('.nav-name')).toHaveText('Ana María de la Cruz');
  await expect(main.getByLabel('Time zone')).toHaveValue('Asia/Tokyo');
});
