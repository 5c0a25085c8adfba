// Writes down what a server with demo data knows, for scripts/schemathesis.toml to try: ids, free times, open
// invitations. What is made up at random is hardly ever there.
//   node scripts/schemathesis-known.mjs SITE ROLE FOLDER
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [site, role, folder] = process.argv.slice(2);

async function ask(path, token, body) {
  const headers = { ...(token && { authorization: `Bearer ${token}` }), ...(body && { 'content-type': 'application/json' }) };
  const answer = await fetch(`${site}/api/v1/${path}`, { method: body ? 'POST' : 'GET', headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

const signIn = async (who) =>
  (await ask('auth/login', null, { email: `${who}@demo.example`, password: 'anteroom-demo' })).access_token;

/** One entry a line, quoted, as libFuzzer has it. */
const write = (name, entries) => writeFileSync(join(folder, name), entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));

const ids = (answer) => answer.items.map((item) => item.id);

const admin = await signIn('admin');
// A visitor tries those of others.
const own = role === 'visitor' ? admin : await signIn(role);
// These belong together: one doctor, one visit type, its free times.
const doctor = (await ask('doctors?per_page=100')).items.find((card) => card.next_free.length);
const visitType = doctor.next_free[0].visit_type_id;
const days = (await ask(`doctors/${doctor.id}/slots?visit_type=${visitType}`)).days;
write('doctors', [doctor.id]);
write('visit-types', [visitType]);
write('starts', days.flatMap((day) => day.slots.map((slot) => slot.start)));
const lists = ['booked', 'requested', 'all'].map((status) => ask(`appointments?status=${status}&per_page=40`, own));
write('appointments', [...new Set((await Promise.all(lists)).flatMap(ids))]);
const invitations = Array.from({ length: 50 }, () => ask('admin/invitations', admin, {}));
write('codes', (await Promise.all(invitations)).map((invitation) => invitation.code));
