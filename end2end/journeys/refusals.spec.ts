import { heading, main } from '../support/pages';
import { expect, test } from '../support/test';

// The refusal was made a page after it had been compressed: the browser was given text under the name of brotli.
test('a refused picture is a page in plain words, although browsers take compressed answers', async ({ page }) => {
  const answer = await page.goto('/doctors/nobody/picture');
  expect(answer?.status()).toBe(404);
  await expect(heading(page, 'That did not work')).toBeVisible();
  await expect(main(page)).toContainText('There is nothing here');
});
