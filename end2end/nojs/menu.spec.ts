import { open } from '../support/pages';
import { expect, test } from '../support/test';

test('on a phone the menu is reached and left by links', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await open(page, '/doctors');
  const ways = page.locator('#menu').getByRole('link', { name: 'Register' });
  await expect(ways).toBeHidden();
  await page.getByRole('banner').getByRole('link', { name: 'Menu' }).click();
  await expect(ways).toBeVisible();
  await page.locator('#menu').getByRole('link', { name: 'Close' }).click();
  await expect(ways).toBeHidden();
  await page.getByRole('banner').getByRole('link', { name: 'Menu' }).click();
  await ways.click();
  await expect(page).toHaveURL(/\/register$/);
});
