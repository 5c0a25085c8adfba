// Reads the messages that the SMTP sink kept: headers, text, HTML and the calendar file.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** RFC 2047: =?utf-8?b?...?= in headers. */
function words(text) {
  return text
    .replace(/(\?=)\s+(=\?)/g, '$1$2')
    .replace(/=\?[^?]+\?([bq])\?([^?]*)\?=/gi, (_, how, data) =>
      how.toLowerCase() === 'b' ? Buffer.from(data, 'base64').toString('utf8') : quoted(data.replaceAll('_', ' ')).toString('utf8'),
    );
}

/** RFC 2045: quoted-printable. */
function quoted(text) {
  const joined = text.replace(/=\r?\n/g, '');
  const bytes = joined.replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}

/** A part with its headers; a multipart holds `parts`, any other its decoded `text`. */
function part(raw) {
  const [, head = '', body = ''] = /^([\s\S]*?)\r?\n\r?\n([\s\S]*)$/.exec(raw) ?? [];
  const headers = {};
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = words(line.slice(colon + 1).trim());
  }
  const type = headers['content-type'] ?? 'text/plain';
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (boundary) {
    const pieces = body.split(`--${boundary}`).slice(1, -1);
    return { headers, type, parts: pieces.map((piece) => part(piece.replace(/^\r?\n/, ''))) };
  }
  const how = (headers['content-transfer-encoding'] ?? '7bit').toLowerCase();
  const bytes = how === 'base64' ? Buffer.from(body, 'base64') : how === 'quoted-printable' ? quoted(body) : Buffer.from(body, 'latin1');
  return { headers, type, parts: [], text: bytes.toString('utf8') };
}

const leaves = (node) => (node.parts.length ? node.parts.flatMap(leaves) : [node]);

export function message(raw) {
  const root = part(raw);
  const all = leaves(root);
  const of = (type) => all.find((leaf) => leaf.type.toLowerCase().startsWith(type))?.text ?? '';
  // RFC 5545 folds long lines; unfolded, they can be compared.
  const calendar = of('text/calendar').replace(/\r?\n[ \t]/g, '');
  return { to: root.headers.to ?? '', subject: root.headers.subject ?? '', text: of('text/plain'), html: of('text/html'), calendar };
}

/** All messages to an address, oldest first. */
export function messagesTo(folder, address) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.eml'))
    .sort()
    .map((name) => message(readFileSync(join(folder, name), 'latin1')))
    .filter((mail) => mail.to.toLowerCase().includes(address.toLowerCase()));
}

/** Waits for a message to an address that `matches`. */
export async function waitForMail(folder, address, matches, milliseconds = 20_000) {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const found = messagesTo(folder, address).find(matches);
    if (found) return found;
    if (Date.now() > deadline) {
      const subjects = messagesTo(folder, address).map((mail) => mail.subject);
      throw new Error(`no such mail to ${address}; there are: ${JSON.stringify(subjects)}`);
    }
    await new Promise((wait) => setTimeout(wait, 200));
  }
}
