import { defineConfig } from '@playwright/test';
import { args, executablePath } from './support/browser.mjs';

export default defineConfig({
  globalSetup: './global-setup.ts',
  outputDir: './test-results',
  workers: 2,
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  // A test that passes only the second time has found something.
  retries: 0,
  // How long is waited for what never comes. Nothing here measures speed: a busy machine is slow, not broken.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath, args },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    // The certificate of scripts/with-certificate is nobody's.
    ignoreHTTPSErrors: Boolean(process.env.E2E_TLS_CERT),
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'journeys', testDir: './journeys' },
    { name: 'nojs', testDir: './nojs', use: { javaScriptEnabled: false } },
    { name: 'a11y', testDir: './a11y' },
  ],
});
