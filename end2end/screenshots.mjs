// Every page as each role at three widths, light and dark, into screenshots/with-javascript/<role>/<page>-<width>-<scheme>.png
//   node end2end/screenshots.mjs [--without-javascript] [part of role/page]...
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chromium } from '@playwright/test';
import { Api } from './support/api.mjs';
import { args, executablePath } from './support/browser.mjs';
import { startClinic } from './support/server.mjs';
import { pages, people, signInContext } from './support/site-map.mjs';

const WIDTHS = [320, 768, 1280];
const WITHOUT = '--without-javascript';
const wanted = process.argv.slice(2).filter((part) => part !== WITHOUT);
const javaScriptEnabled = !process.argv.includes(WITHOUT);
const folder = join('screenshots', javaScriptEnabled ? 'with-javascript' : 'without-javascript');

console.log('== starting a clinic with demo data');
const clinic = await startClinic();
const browser = await chromium.launch({ executablePath, args });
let count = 0;
try {
  const api = new Api(clinic.url);
  const who = await people(api);
  const list = (await pages(api)).filter(({ role, name }) => !wanted.length || wanted.some((part) => `${role}/${name}`.includes(part)));
  for (const role of new Set(list.map((page) => page.role))) {
    for (const colorScheme of ['light', 'dark']) {
      const context = await browser.newContext({ colorScheme, javaScriptEnabled, locale: 'en-GB', timezoneId: 'Europe/Berlin', reducedMotion: 'reduce' });
      await signInContext(context, clinic.url, who[role]);
      const page = await context.newPage();
      for (const { name, path, plain } of list.filter((entry) => entry.role === role)) {
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: width < 700 ? 800 : 900 });
          // A page that is none of the app's own tells nobody when it is complete.
          await page.goto(clinic.url + path, { waitUntil: plain ? 'networkidle' : 'load' });
          if (!plain && javaScriptEnabled) await page.waitForSelector('html[data-hydrated]');
          if (javaScriptEnabled) await page.evaluate(() => document.fonts.ready);
          const file = join(folder, role, `${name}-${width}-${colorScheme}.png`);
          mkdirSync(dirname(file), { recursive: true });
          await page.screenshot({ path: file, fullPage: true });
          count += 1;
        }
        console.log(`   ${role}/${name} (${colorScheme})`);
      }
      await context.close();
    }
  }
} finally {
  await browser.close();
  await clinic.stop();
}
console.log(`== ${count} screenshots are in ${folder}/`);
