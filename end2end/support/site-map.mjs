// Every page, as each role that may see it: what the accessibility tests check and the screenshots show.
import { DEMO, DEMO_PASSWORD } from './api.mjs';

/** The people who look at pages; undefined is a visitor. */
export async function people(api) {
  const [patient, doctor] = [await api.newPatient(), await api.newDoctor({ hours: false })];
  return {
    visitor: undefined,
    patient: { email: DEMO.patient, password: DEMO_PASSWORD },
    doctor: { email: DEMO.doctor, password: DEMO_PASSWORD },
    admin: { email: DEMO.admin, password: DEMO_PASSWORD },
    'new-patient': patient,
    'new-doctor': doctor,
  };
}

/** The addresses of all pages: {role, name, path, status}. */
export async function pages(api) {
  const { items: doctors } = await api.call('GET', '/doctors?per_page=1');
  const { id, visit_types: types } = await api.call('GET', `/doctors/${doctors[0].id}`);
  const [start] = await api.freeTimes(id, types[0].id, 28);
  const book = `/book?${new URLSearchParams({ doctor: id, visit_type: types[0].id, start })}`;
  const patientToken = await api.token(DEMO.patient);
  const doctorToken = await api.token(DEMO.doctor);
  const visit = async (token, status) => (await api.call('GET', `/appointments?status=${status}`, { token })).items[0]?.id;
  const ofPatient = await visit(patientToken, 'booked');
  const ofDoctor = await visit(doctorToken, 'booked');
  const cancelled = await visit(patientToken, 'cancelled');

  const profile = `/doctors/${id}?${new URLSearchParams({ type: types[0].id, month: start.slice(0, 7), day: start.slice(0, 10) })}`;
  const list = {
    visitor: {
      home: '/',
      doctors: '/doctors',
      'doctors-filtered': '/doctors?specialty=dermatology&kind=video&sort=name',
      'doctors-none': '/doctors?q=nobody-has-this-name',
      doctor: profile,
      book,
      'sign-in': '/sign-in',
      register: '/register',
      'register-doctor': '/register/doctor',
      'not-found': '/nothing-here',
    },
    patient: {
      home: '/',
      visits: '/visits',
      'visits-past': '/visits?part=past',
      'visits-cancelled': '/visits?part=cancelled',
      visit: `/visits/${ofPatient}`,
      'visit-booked': `/visits/${ofPatient}/booked`,
      ...(cancelled ? { 'visit-cancelled': `/visits/${cancelled}` } : {}),
      book,
      account: '/account',
    },
    doctor: {
      today: '/practice',
      week: '/practice/week',
      visits: '/practice/visits',
      'visits-past': '/practice/visits?part=past',
      visit: `/visits/${ofDoctor}`,
      hours: '/practice/hours',
      'visit-types': '/practice/visit-types',
      profile: '/practice/profile',
    },
    admin: {
      figures: '/admin',
      users: '/admin/users',
      doctors: '/admin/doctors',
      invitations: '/admin/invitations',
      appointments: '/admin/appointments',
      mail: '/admin/mail',
      visit: `/visits/${ofPatient}`,
    },
    'new-patient': { visits: '/visits', 'visits-past': '/visits?part=past', 'visits-cancelled': '/visits?part=cancelled' },
    'new-doctor': {
      today: '/practice',
      week: '/practice/week',
      visits: '/practice/visits',
      hours: '/practice/hours',
      'visit-types': '/practice/visit-types',
      profile: '/practice/profile',
    },
  };
  return Object.entries(list).flatMap(([role, paths]) =>
    Object.entries(paths)
      .map(([name, path]) => ({ role, name, path, status: name === 'not-found' ? 404 : 200 })),
  );
}

/** What an admin sees where there is nothing to see. */
export const EMPTY_ADMIN = ['/admin', '/admin/users', '/admin/doctors', '/admin/invitations', '/admin/appointments', '/admin/mail'];

/** Signs a browser context in by the form's own request. */
export async function signInContext(context, url, person) {
  if (!person) return;
  const form = { email: person.email, password: person.password, next: '/', page: '/sign-in' };
  const answer = await context.request.post(`${url}/do/auth/sign-in`, { form, headers: { accept: 'text/html', origin: url }, maxRedirects: 0 });
  if (answer.status() !== 303) throw new Error(`sign-in of ${person.email}: ${answer.status()} ${await answer.text()}`);
}
