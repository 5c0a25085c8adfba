// Counts what Playwright reports as JSON, and writes down what did not pass and why.
//   node scripts/browser-results.mjs REPORT STAGE FAILED    prints: PASSED FAILED
import { appendFileSync, readFileSync } from 'node:fs';

const [report, stage, failed] = process.argv.slice(2);

const tests = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(tests)];
const plain = (text = '') => text.replace(/\u001b\[[0-9;]*m/g, '');
const indented = (text) => plain(text).split('\n').slice(0, 12).map((line) => `    ${line}`).join('\n');

try {
  const { stats, errors, suites } = JSON.parse(readFileSync(report, 'utf8'));
  const bad = suites.flatMap(tests).filter((spec) => spec.tests.some(({ status }) => status !== 'expected')).map((spec) => ({
    where: `${spec.file}:${spec.line} ${spec.title}`,
    why: spec.tests.flatMap((test) => test.results).flatMap((result) => result.errors).map((error) => error.message),
  }));
  for (const { message } of errors) bad.push({ where: 'Playwright', why: [message] });
  const lines = bad.map(({ where, why }) => [`${stage}: ${where}`, ...why.map(indented)].join('\n'));
  appendFileSync(failed, lines.map((line) => `${line}\n`).join(''));
  console.log(stats.expected, stats.unexpected + stats.flaky + stats.skipped + errors.length);
} catch {
  appendFileSync(failed, `${stage}: there is no report\n`);
  console.log(0, 1);
}
