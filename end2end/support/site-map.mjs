// Every page, as each role that may see it: what the accessibility tests check and the screenshots show.
import { DEMO, DEMO_PASSWORD, dateAhead } from './api.mjs';

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

/** Pages that are not made by the UI: they have their own frame, and nothing in them is hydrated. */
const PLAIN = ['api-docs', 'sent-mail', 'letter'];
const MISSING = ['not-found', 'doctor-not-found'];

/** The addresses of all pages: {role, name, path, status, plain}. */
export async function pages(api) {
  const { items: doctors } = await api.call('GET', '/doctors?per_page=1');
  const { id, visit_types: types } = await api.call('GET', `/doctors/${doctors[0].id}`);
  const [start] = await api.freeTimes(id, types[0].id, 28);
  const book = `/book?${new URLSearchParams({ doctor: id, visit_type: types[0].id, start })}`;
  const patientToken = await api.token(DEMO.patient);
  const doctorToken = await api.token(DEMO.doctor);
  const visit = async (token, status) => (await api.call('GET', `/appointments?status=${status}`, { token })).items[0]?.id;
  const kept = await visit(doctorToken, 'completed');
  const ofPatient = await visit(patientToken, 'booked');
  const ofDoctor = await visit(doctorToken, 'booked');
  const cancelled = await visit(patientToken, 'cancelled');
  const { doctor_id: ownId } = await api.call('GET', '/me', { token: doctorToken });
  const own = await api.call('GET', `/doctors/${ownId}`);

  // There only where no mail server is set.
  const sent = await fetch(`${api.url}/dev/mail`);
  const [letter] = (await sent.text()).match(/\/dev\/mail\/[^"]+/) ?? [];
  const tomorrow = dateAhead(1);

  const profile = `/doctors/${id}?${new URLSearchParams({ type: types[0].id, month: start.slice(0, 7), day: start.slice(0, 10) })}`;
  const list = {
    visitor: {
      home: '/',
      doctors: '/doctors',
      'doctors-filtered': '/doctors?specialty=dermatology&kind=video&sort=name',
      'doctors-page': '/doctors?page=2',
      'doctors-none': '/doctors?q=nobody-has-this-name',
      doctor: profile,
      book,
      'sign-in': '/sign-in',
      register: '/register',
      'register-doctor': '/register/doctor',
      'not-found': '/nothing-here',
      'doctor-not-found': '/doctors/nobody',
      'api-docs': '/api/docs',
      ...(sent.ok ? { 'sent-mail': '/dev/mail' } : {}),
      ...(letter ? { letter } : {}),
    },
    patient: {
      home: '/',
      doctor: profile,
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
      tomorrow: `/practice?date=${tomorrow}`,
      week: '/practice/week',
      visits: '/practice/visits',
      'visits-past': '/practice/visits?part=past',
      'visits-filtered': `/practice/visits?part=all&status=booked&kind=in_person&from=${tomorrow}`,
      'visits-none': '/practice/visits?q=nobody-has-this-name&kind=video',
      visit: `/visits/${ofDoctor}`,
      'visit-kept': `/visits/${kept}`,
      figures: '/practice/figures',
      'figures-week': '/practice/figures?span=7',
      'figures-year': '/practice/figures?span=365',
      hours: '/practice/hours',
      'visit-types': '/practice/visit-types',
      'visit-type-edit': `/practice/visit-types?edit=${own.visit_types[0].id}`,
      profile: '/practice/profile',
      account: '/account',
    },
    admin: {
      figures: '/admin',
      'figures-week': '/admin?span=7',
      'figures-quarter': '/admin?span=90',
      'figures-year': '/admin?span=365',
      'figures-dates': `/admin?from=${tomorrow}&to=${tomorrow}&specialty=dermatology`,
      users: '/admin/users',
      doctors: '/admin/doctors',
      'doctors-filtered': '/admin/doctors?specialty=dermatology',
      specialties: '/admin/specialties',
      'specialties-none': '/admin/specialties?q=nothing-is-called-so',
      'specialty-edit': '/admin/specialties?edit=cardiology',
      'specialty-retire': '/admin/specialties?edit=cardiology&step=retire',
      invitations: '/admin/invitations',
      appointments: '/admin/appointments',
      'appointments-filtered': `/admin/appointments?doctor_name=a&from=${tomorrow}&status=booked`,
      'appointments-none': '/admin/appointments?q=nobody-has-this-name',
      mail: '/admin/mail',
      'mail-failed': '/admin/mail?state=failed',
      visit: `/visits/${ofPatient}`,
      account: '/account',
    },
    'new-patient': { visits: '/visits', 'visits-past': '/visits?part=past', 'visits-cancelled': '/visits?part=cancelled' },
    'new-doctor': {
      today: '/practice',
      week: '/practice/week',
      visits: '/practice/visits',
      hours: '/practice/hours',
      'visit-types': '/practice/visit-types',
      profile: '/practice/profile',
      figures: '/practice/figures',
    },
  };
  return Object.entries(list).flatMap(([role, paths]) =>
    Object.entries(paths)
      .map(([name, path]) => ({ role, name, path, status: MISSING.includes(name) ? 404 : 200, plain: PLAIN.includes(name) })),
  );
}

/** What an admin sees where there is nothing to see. */
export const EMPTY_ADMIN = ['/admin', '/admin/users', '/admin/doctors', '/admin/invitations', '/admin/appointments', '/admin/mail', '/admin?span=365'];

/** Signs a browser context in by the form's own request. */
export async function signInContext(context, url, person) {
  if (!person) return;
  const form = { email: person.email, password: person.password, next: '/', page: '/sign-in' };
  const answer = await context.request.post(`${url}/do/auth/sign-in`, { form, headers: { accept: 'text/html', origin: url }, maxRedirects: 0 });
  if (answer.status() !== 303) throw new Error(`sign-in of ${person.email}: ${answer.status()} ${await answer.text()}`);
}
