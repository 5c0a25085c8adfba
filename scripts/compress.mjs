// Writes a .br and a .gz beside each file worth it, so that the server never compresses what does not change.
import { readFileSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const TEXT = new Set(['.css', '.html', '.js', '.json', '.map', '.mjs', '.svg', '.txt', '.webmanifest', '.xml']);
const COMPRESSIBLE = new Set([...TEXT, '.ico', '.ttf', '.wasm']);

/** Compresses a file in both ways; leaves out a result that saves nothing. */
export function compress(path) {
  const extension = extname(path);
  if (!COMPRESSIBLE.has(extension)) return;
  const raw = readFileSync(path);
  const br = brotliCompressSync(raw, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: raw.length,
      [constants.BROTLI_PARAM_MODE]: TEXT.has(extension) ? constants.BROTLI_MODE_TEXT : constants.BROTLI_MODE_GENERIC,
    },
  });
  if (br.length < raw.length) writeFileSync(`${path}.br`, br);
  // No time stamp and no name in the header: equal input gives equal output.
  const gz = gzipSync(raw, { level: 9 });
  if (gz.length < raw.length) writeFileSync(`${path}.gz`, gz);
}
