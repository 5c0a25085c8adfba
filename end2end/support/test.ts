import { expect, test as base } from '@playwright/test';
import type { ConsoleMessage } from '@playwright/test';
import { Api } from './api.mjs';
import { waitForMail } from './mail.mjs';

export type Mail = { to: string; subject: string; text: string; html: string; calendar: string };
type Clinic = {
  /** The clinic with demo data, through its JSON API. */
  api: Api;
  /** Waits for a message that the clinic sent. */
  mailTo: (address: string, matches: (mail: Mail) => boolean) => Promise<Mail>;
};

/** What the page's policy forbids, or a panic of its WASM. */
export const forbidden = (message: ConsoleMessage) => /Content.Security.Policy|panicked at/i.test(message.text());

/** Playwright's test, with the clinic under test. */
export const test = base.extend<Clinic>({
  baseURL: async ({}, use) => use(process.env.E2E_URL),
  /** Whatever a test is about: nothing breaks in the page, and the page asks for nothing that its policy forbids. */
  page: async ({ page }, use) => {
    const broken: string[] = [];
    page.on('pageerror', (error) => broken.push(error.message));
    page.on('console', (message) => {
      if (forbidden(message)) broken.push(message.text());
    });
    await use(page);
    expect(broken).toEqual([]);
  },
  api: async ({}, use) => use(new Api(process.env.E2E_URL)),
  mailTo: async ({}, use) => use((address, matches) => waitForMail(process.env.E2E_MAIL, address, matches)),
});

export { expect } from '@playwright/test';
