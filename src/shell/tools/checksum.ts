import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Task } from '../../sim/index.ts';
import type { InputStream, Program } from '../types.ts';
import { eachFile, Lines } from './lines.ts';
import { reason, tool, type Tool } from './tool.ts';

/** Times as much processor time as copying the same bytes. */
const COST = 4;

interface Hash {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array;
}

/** Hash an input as it comes: it may be longer than any memory. */
function* sumOf(t: Tool, input: InputStream, hash: Hash): Task<string> {
  for (let bytes = yield* t.read(input); bytes; bytes = yield* t.read(input)) {
    yield* t.turn(bytes.length * COST);
    hash.update(bytes);
  }
  return bytesToHex(hash.digest());
}

function checksum(begin: () => Hash, label: string): Program {
  return tool(
    { options: 'b/binary c/check t/text w/warn z/zero /tag /quiet /status /strict /ignore-missing' },
    function* (t) {
      let failed = 0;
      yield* eachFile(t, t.operands, function* (input, operand) {
        if (!t.options.has('c')) {
          const sum = yield* sumOf(t, input, begin());
          t.put(t.options.has('tag') ? `${label} (${operand}) = ${sum}\n` : `${sum}  ${operand}\n`);
          return;
        }
        const lines = new Lines(t, input);
        for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) {
          const [, sum = '', file = ''] = /^([0-9a-fA-F]+)[ ][ *](.*)$/.exec(line) ?? [];
          if (file === '') continue;
          let result = 'OK';
          try {
            const opened = t.open(file);
            if ((yield* sumOf(t, opened, begin())) !== sum.toLowerCase()) result = 'FAILED';
            if (file !== '-') opened.close();
          } catch (error) {
            yield* t.warn(`${file}: ${reason(error)}`);
            result = 'FAILED open or read';
          }
          if (result === 'FAILED') failed++;
          if (!t.options.has('status') && !(t.options.has('quiet') && result === 'OK'))
            t.put(`${file}: ${result}\n`);
        }
      });
      if (failed > 0) {
        yield* t.flush();
        yield* t.warn(`WARNING: ${failed} computed checksum${failed === 1 ? ' did' : 's did'} NOT match`);
      }
    },
  );
}

export const md5sum = checksum(md5.create, 'MD5');
export const sha1sum = checksum(sha1.create, 'SHA1');
export const sha256sum = checksum(sha256.create, 'SHA256');
export const sha512sum = checksum(sha512.create, 'SHA512');
