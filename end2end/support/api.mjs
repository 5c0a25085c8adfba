// The clinic through its JSON API: makes people and visits that a test starts from, faster than through pages.
import { randomBytes } from 'node:crypto';

export const DEMO_PASSWORD = 'anteroom-demo';
export const DEMO = {
  patient: 'patient@demo.example',
  doctor: 'doctor@demo.example',
  admin: 'admin@demo.example',
};
const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** The time of the clinic under test, in Unix milliseconds: scripts/e2e --at lets its clock start elsewhere. */
export const now = () => Date.now() + Number(process.env.E2E_AHEAD ?? 0);
/** A date so many days ahead, as YYYY-MM-DD in UTC. */
export const dateAhead = (days) => new Date(now() + days * 86_400_000).toISOString().slice(0, 10);

/** Letters that no other test uses. */
export const unique = () => [...randomBytes(8)].map((byte) => String.fromCharCode(97 + (byte % 26))).join('');

export class Api {
  constructor(url) {
    this.url = url;
  }

  async call(method, path, { token, body, headers } = {}) {
    const answer = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }

  async token(email, password = DEMO_PASSWORD) {
    const { access_token } = await this.call('POST', '/auth/login', { body: { email, password } });
    return access_token;
  }

  /** A patient nobody else uses. */
  async newPatient(time_zone = 'Europe/Berlin') {
    const word = unique();
    const patient = {
      email: `${word}@patients.example`,
      password: `pass-${word}-phrase`,
      full_name: `Pat ${word[0].toUpperCase()}${word.slice(1)}`,
      time_zone,
    };
    await this.call('POST', '/auth/register', { body: patient });
    return patient;
  }

  async newInvitation(adminToken) {
    const token = adminToken ?? (await this.token(DEMO.admin));
    return (await this.call('POST', '/admin/invitations', { token, body: {} })).code;
  }

  /** A doctor nobody else uses; with `hours`, public: every day 09:00 to 17:00, visits of 30 minutes. */
  async newDoctor({ hours = true, time_zone = 'Europe/Berlin', adminToken } = {}) {
    const word = unique();
    const { items } = await this.call('GET', '/specialties');
    const doctor = {
      email: `${word}@doctors.example`,
      password: `pass-${word}-phrase`,
      full_name: `Doc ${word[0].toUpperCase()}${word.slice(1)}`,
      specialty: items[0].id,
      time_zone,
    };
    await this.call('POST', '/auth/register-doctor', { body: { ...doctor, invitation_code: await this.newInvitation(adminToken) } });
    const token = await this.token(doctor.email, doctor.password);
    const { doctor_id: id } = await this.call('GET', '/me', { token });
    let visitType;
    if (hours) {
      const weekly = WEEK.map((weekday) => ({ weekday, start: '09:00', end: '17:00' }));
      await this.call('PUT', '/doctors/me/schedule', { token, body: { time_zone, weekly } });
      await this.call('PATCH', '/doctors/me', { token, body: { address: '1 Test Street' } });
      visitType = await this.call('POST', '/doctors/me/visit-types', { token, body: { name: 'Consultation', minutes: 30 } });
    }
    return { ...doctor, id, token, visitType };
  }

  /** Free starts of a doctor in the days from tomorrow on, soonest first. */
  async freeTimes(doctor, visitType, days = 7) {
    const query = new URLSearchParams({ visit_type: visitType, from: dateAhead(1), to: dateAhead(days), time_zone: 'UTC' });
    const found = await this.call('GET', `/doctors/${doctor}/slots?${query}`);
    return found.days.flatMap((day) => day.slots.map((slot) => slot.start));
  }

  /** Whether a doctor from `newDoctor` offers this start now. */
  async isFree(doctor, start) {
    const date = start.slice(0, 10);
    const query = new URLSearchParams({ visit_type: doctor.visitType.id, from: date, to: date, time_zone: 'UTC' });
    const found = await this.call('GET', `/doctors/${doctor.id}/slots?${query}`);
    return found.days.some((day) => day.slots.some((slot) => slot.start === start));
  }

  async book(token, doctor_id, visit_type_id, start) {
    const headers = { 'idempotency-key': unique() };
    return this.call('POST', '/appointments', { token, headers, body: { doctor_id, visit_type_id, start } });
  }
}
