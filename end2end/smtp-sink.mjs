// A real SMTP server that keeps every message as an .eml file.
//   node end2end/smtp-sink.mjs <folder>     prints its port as the first line; stops at SIGTERM
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';

const folder = process.argv[2];
if (!folder) {
  console.error('usage: node end2end/smtp-sink.mjs <folder>');
  process.exit(2);
}
mkdirSync(folder, { recursive: true });

let count = 0;
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['AUTH', 'STARTTLS'],
  disableReverseLookup: true,
  onData(stream, _session, done) {
    const chunks = [];
    stream.on('data', (chunk) => chunks.push(chunk));
    stream.on('error', done);
    stream.on('end', () => {
      // Written before it is acknowledged, and under its name only when whole.
      const path = join(folder, `${String(++count).padStart(6, '0')}-${process.pid}.eml`);
      writeFileSync(`${path}.part`, Buffer.concat(chunks));
      renameSync(`${path}.part`, path);
      done();
    });
  },
});
server.on('error', (error) => console.error(error.message));
const listening = server.listen(0, '127.0.0.1', () => console.log(listening.address().port));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
