import { startClinic } from './support/server.mjs';

/** The admin of the clinic that holds nothing else. */
const ADMIN = { email: 'admin@empty.example', password: 'empty-clinic-phrase', name: 'Ada Empty' };

/** One clinic with demo data and one with nothing in it, for all tests; the addresses travel by environment. */
export default async function () {
  const [demo, empty] = await Promise.all([startClinic(), startClinic({ admin: ADMIN })]);
  process.env.E2E_URL = demo.url;
  process.env.E2E_MAIL = demo.mail;
  process.env.E2E_EMPTY_URL = empty.url;
  process.env.E2E_EMPTY_ADMIN = JSON.stringify(ADMIN);
  return async () => {
    await Promise.all([demo.stop(), empty.stop()]);
  };
}
