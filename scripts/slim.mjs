// Makes what wasm-bindgen wrote smaller, by what it could not know: nobody reads the names, and some classes are never made.
import { readFileSync, writeFileSync } from 'node:fs';

/** Of a WASM file: its sections as [id, bytes]. */
function sections(wasm) {
  const found = [];
  for (let at = 8; at < wasm.length;) {
    const [length, from] = number(wasm, at + 1);
    found.push([wasm[at], wasm.subarray(from, from + length)]);
    at = from + length;
  }
  return found;
}

/** The LEB128 number at a place, and the place behind it. */
function number(bytes, at) {
  for (let [value, shift] = [0, 0]; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return [value, at];
  }
}

function encoded(value) {
  const bytes = [];
  do bytes.push((value % 128) | (value > 127 ? 128 : 0)); while ((value = Math.floor(value / 128)));
  return Buffer.from(bytes);
}

const text = (string) => Buffer.concat([encoded(Buffer.byteLength(string)), Buffer.from(string)]);

/** Rewrites the entries of a section. `read` gives an entry's end; `write` its new bytes, or nothing to leave it out. */
function entries(bytes, read, write) {
  let [count, at] = number(bytes, 0);
  const kept = [];
  while (count--) {
    const end = read(at);
    const written = write(bytes.subarray(at, end));
    if (written) kept.push(written);
    at = end;
  }
  return Buffer.concat([encoded(kept.length), ...kept]);
}

const name = (bytes, at) => {
  const [length, from] = number(bytes, at);
  return [bytes.subarray(from, from + length).toString(), from + length];
};

const FUNCTION = 0;
const [IMPORTS, EXPORTS] = [2, 7];
/** Of what is imported besides functions: bytes of a table's, a memory's and a global's type. */
const LIMITS = (bytes, at) => {
  const [flags, from] = number(bytes, at);
  const [, least] = number(bytes, from);
  return flags & 1 ? number(bytes, least)[1] : least;
};
const TYPE_END = [(b, at) => number(b, at)[1], (b, at) => LIMITS(b, at + 1), LIMITS, (_, at) => at + 2];

const endOfImport = (bytes) => (at) => {
  const kind = name(bytes, name(bytes, at)[1])[1];
  return TYPE_END[bytes[kind]](bytes, kind + 1);
};
const endOfExport = (bytes) => (at) => number(bytes, name(bytes, at)[1] + 1)[1];

/** `script` and `wasm` are the files of one module. */
export function slim(script, wasm) {
  let js = readFileSync(script, 'utf8');
  js = js.replace(/\/\*\*[^]*?\*\/\n?/g, '').replace(/^\s+/gm, '').replace(/^\/\/.*\n/gm, '');
  // Classes that a dependency exports, and of which nothing here makes any.
  for (const [, made] of [...js.matchAll(/^export class (\w+) \{$/gm)]) {
    if (js.includes(`${made}.__wrap(`)) continue;
    js = js.replace(new RegExp(`^export class ${made} \\{\\n[^]*?\\nif \\(Symbol\\.dispose\\) ${made}\\..*\\n`, 'm'), '');
    js = js.replace(new RegExp(`^const ${made}Finalization = [^;]*;\\n`, 'm'), '');
  }
  const short = new Map();
  js = js.replace(/\b__wb(?:g|indgen)_\w+_[0-9a-f]{16}\b/g, (long) => short.get(long) ?? (short.set(long, `_${short.size}`), short.get(long)));

  const parts = sections(readFileSync(wasm)).map(([id, bytes]) => {
    if (id === IMPORTS) {
      return [id, entries(bytes, endOfImport(bytes), (entry) => {
        const [module, at] = name(entry, 0);
        const [imported, end] = name(entry, at);
        return Buffer.concat([text(module), text(short.get(imported) ?? imported), entry.subarray(end)]);
      })];
    }
    if (id !== EXPORTS) return [id, bytes];
    return [id, entries(bytes, endOfExport(bytes), (entry) => {
      const [exported, kind] = name(entry, 0);
      return entry[kind] !== FUNCTION || js.includes(`wasm.${exported}`) ? entry : undefined;
    })];
  });
  writeFileSync(script, js);
  const head = Buffer.from('\0asm\x01\0\0\0', 'latin1');
  writeFileSync(wasm, Buffer.concat([head, ...parts.flatMap(([id, bytes]) => [Buffer.from([id]), encoded(bytes.length), bytes])]));
}
