// docs/deploy/nginx-site.conf in front of the executable: run by scripts/deploy-test. Names, ports and certificate are
// put in; everything else is tried as it is shipped.
import { spawn } from 'node:child_process';
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort, startClinic } from './support/server.mjs';

const { NGINX_PROGRAM: NGINX, E2E_TLS_CERT: CERTIFICATE, E2E_TLS_KEY: KEY } = process.env;
// Only nginx speaks TLS here, and in production there is no other clock.
delete process.env.E2E_AHEAD;
delete process.env.E2E_TLS_CERT;
delete process.env.E2E_TLS_KEY;

const [front, plain, counted] = [await freePort(), await freePort(), await freePort()];
const site = `https://127.0.0.1:${front}`;
const admin = { email: 'admin@clinic.example', password: 'a password of this test', name: 'Admin' };
const clinic = await startClinic({
  admin,
  settings: {
    ANTEROOM_ENV: 'production',
    ANTEROOM_MAIL_FROM: 'Anteroom <no-reply@clinic.example>',
    ANTEROOM_BASE_URL: site,
    ANTEROOM_SECRET_KEY: 'p9Q2x7Lr5vT8nB3mK6wZ1cY4hF0jD8sA',
    ANTEROOM_TRUSTED_PROXIES: '127.0.0.1',
    ANTEROOM_RATE_LIMIT: 'on',
    // Less than nginx takes here, and what one client may have.
    ANTEROOM_CONNECTIONS_PER_NETWORK: '2',
    ANTEROOM_LINES_PER_NETWORK: '3',
  },
});

/** The shipped site with its names, ports and files replaced, within the least that nginx wants around it. */
function configuration(folder) {
  const replaced = [
    [/server 127\.0\.0\.1:3000;/, `server ${new URL(clinic.url).host};`],
    [/listen 80;/, `listen 127.0.0.1:${plain};`],
    [/listen \[::\]:80;/, ''],
    [/listen 443 ssl http2;/, `listen 127.0.0.1:${front} ssl http2;`],
    [/listen \[::\]:443 ssl http2;/, ''],
    [/server_name clinic\.example;/g, 'server_name 127.0.0.1;'],
    [/https:\/\/clinic\.example\$request_uri/, `${site}$request_uri`],
    [/\/etc\/letsencrypt\/live\/clinic\.example\/fullchain\.pem/, CERTIFICATE],
    [/\/etc\/letsencrypt\/live\/clinic\.example\/privkey\.pem/, KEY],
  ];
  let text = readFileSync('docs/deploy/nginx-site.conf', 'utf8');
  for (const [from, to] of replaced) {
    assert.match(text, from, `${from} stands in the shipped site`);
    text = text.replace(from, () => to);
  }
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`);
  const user = process.getuid() === 0 ? 'user root;' : '';
  writeFileSync(join(folder, 'site.conf'), text);
  writeFileSync(
    join(folder, 'nginx.conf'),
    `${user} daemon off; worker_processes 2; pid ${folder}/pid; error_log stderr warn; events { worker_connections 512; }
     http { ${temporary.join(' ')} gzip on; include ${folder}/site.conf;
       server { listen 127.0.0.1:${counted}; set_real_ip_from 127.0.0.1; real_ip_header X-Real-IP;
         location / { return 200 $anteroom_client; } } }\n`,
  );
  return join(folder, 'nginx.conf');
}

/** One request through nginx from an address of this machine, over a connection of its own: status, headers, text. */
function ask(path, { from = '127.0.0.2', method = 'GET', headers = {}, body = '' } = {}) {
  return new Promise((answered, failed) => {
    const options = { method, headers, localAddress: from, agent: false, timeout: 20_000 };
    const request = https.request(site + path, options, async (answer) => {
      const parts = [];
      for await (const part of answer) parts.push(part);
      answered({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(parts).toString() });
    });
    request.on('error', failed).on('timeout', () => request.destroy(new Error(`${path}: no answer`)));
    request.end(body);
  });
}

const post = (path, fields, more = {}) => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', origin: site, ...more.headers };
  return ask(path, { ...more, method: 'POST', headers, body: new URLSearchParams(fields).toString() });
};

/** A live line: its status, and `hears(text)`, which waits until the text has come through. */
function line(from, cookie = '') {
  return new Promise((open, failed) => {
    const headers = { accept: 'text/event-stream', cookie };
    const request = https.request(`${site}/api/v1/live`, { headers, localAddress: from, agent: false }, (answer) => {
      let heard = '';
      answer.setEncoding('utf8');
      answer.on('data', (part) => (heard += part));
      const hears = async (text) => {
        const deadline = Date.now() + 15_000;
        while (!heard.includes(text)) {
          assert.ok(Date.now() < deadline, `${text} does not come through; only ${JSON.stringify(heard)}`);
          await new Promise((wait) => setTimeout(wait, 20));
        }
      };
      open({ status: answer.statusCode, headers: answer.headers, hears, close: () => request.destroy() });
    });
    request.on('error', failed).end();
  });
}

const tests = {
  async 'plain http is sent to https'() {
    const answer = await new Promise((done, failed) => {
      http.get({ port: plain, host: '127.0.0.1', path: '/doctors?q=x', agent: false }, done).on('error', failed);
    });
    assert.equal(answer.statusCode, 301);
    assert.equal(answer.headers.location, `${site}/doctors?q=x`);
    answer.resume();
  },

  async 'pages and files come through with their headers'() {
    const page = await ask('/', { headers: { 'accept-encoding': 'br;q=0, gzip' } });
    assert.equal(page.status, 200);
    assert.equal(page.headers['content-encoding'], 'gzip');
    assert.match(page.headers['strict-transport-security'], /max-age=\d{8}/);
    assert.match(page.headers['content-security-policy'], /'strict-dynamic'/);
    assert.doesNotMatch(page.headers.server ?? '', /\d/, 'nginx does not tell its version');
    const file = await ask('/idiomorph.js');
    assert.equal(file.status, 200);
    for (const known of [`W/${file.headers.etag}`, `"x", ${file.headers.etag}`, '*']) {
      assert.equal((await ask('/idiomorph.js', { headers: { 'if-none-match': known } })).status, 304, known);
    }
    assert.equal((await ask('/idiomorph.js', { headers: { 'if-none-match': '"x"' } })).status, 200);
    const written = await ask('/idiomorph.js', { method: 'POST' });
    assert.equal(written.status, 405, 'a file can only be read');
    assert.equal(written.headers.allow, 'GET, HEAD');
  },

  async 'cookies are kept to this host and https, and are understood'() {
    const fields = { page: '/sign-in', email: admin.email, password: admin.password };
    const signedIn = await post('/do/auth/sign-in', fields);
    assert.equal(signedIn.status, 303, signedIn.text);
    const cookies = signedIn.headers['set-cookie'];
    assert.ok(cookies.length >= 2);
    for (const cookie of cookies) assert.match(cookie, /^__(Host|Secure)-.*; Secure/);
    const cookie = cookies.map((each) => each.split(';')[0]).join('; ');
    assert.equal((await ask('/admin', { headers: { cookie } })).status, 200);
    const foreign = await post('/do/auth/sign-out', {}, { headers: { cookie, origin: 'https://evil.example' } });
    assert.equal(foreign.status, 403, 'the origin is compared with the public address');
    const plainly = await post('/do/auth/sign-out', {}, { headers: { cookie, origin: site.replace('https', 'http') } });
    assert.equal(plainly.status, 403, 'scheme and all');
  },

  async 'a live line tells at once, and is one of so many of its client'() {
    const fields = { page: '/sign-in', email: admin.email, password: admin.password };
    const signedIn = await post('/do/auth/sign-in', fields);
    const cookie = signedIn.headers['set-cookie'].map((each) => each.split(';')[0]).join('; ');
    const lines = [];
    for (let n = 0; n < 3; n += 1) lines.push(await line('127.0.0.3', cookie));
    for (const each of lines) {
      assert.equal(each.status, 200);
      await each.hears('event: hello');
    }
    const fourth = await line('127.0.0.3', cookie);
    assert.equal(fourth.status, 503);
    assert.equal(fourth.headers['retry-after'], '5');
    fourth.close();
    const elsewhere = await line('127.0.0.4');
    await elsewhere.hears('event: hello');
    // Anteroom sees one network, the proxy's, with more connections than a network may have.
    assert.equal((await ask('/readyz', { from: '127.0.0.3' })).status, 200);
    // Something changes: another device of the same account.
    await post('/do/auth/sign-in', fields, { from: '127.0.0.5' });
    for (const each of lines) await each.hears('event: change');
    for (const each of [...lines, elsewhere]) each.close();
  },

  async 'each client counts for itself, whatever it claims'() {
    const guess = (from, claimed) =>
      post('/do/auth/sign-in', { page: '/sign-in', email: 'nobody@clinic.example', password: 'a guess at it' }, {
        from, headers: { 'x-forwarded-for': claimed, forwarded: `for=${claimed}`, 'x-real-ip': claimed },
      });
    let tries = 0;
    while ((await guess('127.0.0.6', `203.0.113.${tries}`)).status !== 429) {
      tries += 1;
      assert.ok(tries < 60, 'an address that is made up each time is never held up');
    }
    assert.notEqual((await guess('127.0.0.7', '127.0.0.6')).status, 429, 'somebody else may try');
  },

  async 'who has too many requests under way is told when to come again'() {
    // Forms that are begun and not sent yet: nginx waits for each, and nothing of them reaches Anteroom.
    const from = '127.0.0.8';
    const begun = Array.from({ length: 310 }, () => {
      const options = { method: 'POST', headers: { 'content-length': 100 }, localAddress: from, agent: false };
      const request = https.request(`${site}/do/auth/sign-in`, options).on('error', () => {});
      request.write('page=');
      return request;
    });
    const deadline = Date.now() + 20_000;
    let refused = await ask('/', { from });
    while (refused.status !== 503) {
      assert.ok(Date.now() < deadline, 'the one after 300 is refused');
      await new Promise((wait) => setTimeout(wait, 100));
      refused = await ask('/', { from });
    }
    assert.equal(refused.headers['retry-after'], '5');
    assert.equal((await ask('/', { from: '127.0.0.9' })).status, 200, 'another address is served');
    for (const each of begun) each.destroy();
  },

  async 'clients are told apart by IPv4 address and by IPv6 network'() {
    // A server of this test says as whom somebody counts who comes from an address that no machine here has.
    const client = async (address) => {
      const answer = await fetch(`http://127.0.0.1:${counted}/`, { headers: { 'x-real-ip': address } });
      return Buffer.from(await answer.arrayBuffer()).toString('hex');
    };
    const clients = {
      c0000207: ['192.0.2.7', '::ffff:192.0.2.7'],
      c0000208: ['192.0.2.8'],
      '0a0a0a0a': ['10.10.10.10'],
      '20010db800010002': ['2001:db8:1:2::1', '2001:db8:1:2::', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2:ffff:a0a::'],
      '20010db800010003': ['2001:db8:1:3::1'],
      '20010db800000000': ['2001:db8::1', '2001:db8::', '2001:db8:0:0:1::', '2001:db8::1:2:3:4'],
      '20010db800000001': ['2001:db8::1:2:3:4:5', '2001:db8:0:1::5'],
      '2001000000000001': ['2001::1:2:3:4:5', '2001:0:0:1::5'],
      '0000000000000001': ['::1:2:3:4:5', '0:0:0:1::'],
      '0000000000000000': ['::1', '::', '::192.0.2.7'],
      '0064ff9b00000000': ['64:ff9b::192.0.2.7'],
    };
    for (const [expected, addresses] of Object.entries(clients)) {
      for (const address of addresses) assert.equal(await client(address), expected, address);
    }
  },

  async 'a form that is too large is refused in words, and what is huge by nginx'() {
    const large = await post('/do/auth/sign-in', { page: '/sign-in', email: 'x'.repeat(100_000) });
    assert.equal(large.status, 413);
    assert.ok(large.text.includes('<h1>'), 'by a page of ours');
    const fits = await post('/do/auth/sign-in', { page: '/sign-in', email: 'x'.repeat(50_000), password: 'x' });
    assert.notEqual(fits.status, 413);
    assert.equal((await post('/do/auth/sign-in', { email: 'x'.repeat(1_100_000) })).status, 413);
  },
};

const folder = mkdtempSync(join(tmpdir(), 'anteroom-nginx-'));
const nginx = spawn(NGINX, ['-p', folder, '-c', configuration(folder)], { stdio: ['ignore', 'inherit', 'inherit'] });
const listens = () =>
  new Promise((known) => {
    const socket = connect(front, '127.0.0.1', () => { socket.destroy(); known(true); }).on('error', () => known(false));
  });
try {
  for (let tries = 0; !(await listens()); tries += 1) {
    assert.ok(nginx.exitCode === null && tries < 200, 'nginx starts');
    await new Promise((wait) => setTimeout(wait, 50));
  }
  for (const [name, test] of Object.entries(tests)) {
    await test();
    console.log(`ok    ${name}`);
  }
} catch (error) {
  console.error(readFileSync(clinic.log, 'utf8').split('\n').slice(-20).join('\n'));
  throw error;
} finally {
  nginx.kill('SIGTERM');
  await clinic.stop();
  rmSync(folder, { recursive: true, force: true });
}
