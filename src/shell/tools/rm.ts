import type { Task } from '../../sim/index.ts';
import { baseName } from '../fs/path.ts';
import { LineReader } from '../streams.ts';
import { missingOperand, quote, reason, tool } from './tool.ts';

/** rm(1). */
export const rm = tool(
  {
    options:
      'f/force i I r/recursive R d/dir v/verbose /interactive? /preserve-root? /no-preserve-root /one-file-system',
  },
  function* (t) {
    const { fs } = t.context;
    const force = t.options.last('f', 'i') === 'f';
    const recursive = t.options.has('r') || t.options.has('R');
    if (t.operands.length === 0) {
      if (force) return;
      throw missingOperand(t.name);
    }
    const answers = new LineReader(t.context.stdin);
    const agreed = function* (question: string): Task<boolean> {
      if (t.options.last('f', 'i') !== 'i') return true;
      yield* t.context.stderr.write(`${t.name}: ${question}? `);
      return /^[yY]/.test((yield* answers.next()) ?? '');
    };
    const remove = function* (operand: string): Task<boolean> {
      const path = t.path(operand);
      const { kind } = fs.lstat(path);
      if (kind === 'directory') {
        let emptied = true;
        const names = fs.readdir(path);
        if (names.length > 0 && !(yield* agreed(`descend into directory ${quote(operand)}`))) return false;
        for (const { name } of names) {
          if (!(yield* attempt(operand.endsWith('/') ? operand + name : `${operand}/${name}`)))
            emptied = false;
        }
        if (!emptied || !(yield* agreed(`remove directory ${quote(operand)}`))) return false;
        fs.rmdir(path);
        if (t.options.has('v')) t.put(`removed directory ${quote(operand)}\n`);
      } else {
        const what =
          kind === 'symlink'
            ? 'symbolic link'
            : fs.lstat(path).size === 0
              ? 'regular empty file'
              : 'regular file';
        if (!(yield* agreed(`remove ${what} ${quote(operand)}`))) return false;
        fs.unlink(path);
        if (t.options.has('v')) t.put(`removed ${quote(operand)}\n`);
      }
      yield* t.drain();
      return true;
    };
    const attempt = function* (operand: string): Task<boolean> {
      try {
        return yield* remove(operand);
      } catch (error) {
        const words = reason(error);
        if (!(force && words === 'No such file or directory'))
          yield* t.warn(`${t.say(`cannot remove ${quote(operand)}`, `can't remove '${operand}'`)}: ${words}`);
        return false;
      }
    };
    for (const operand of t.operands) {
      const name = baseName(operand);
      try {
        const path = t.path(operand);
        const kind = fs.lstat(path).kind;
        if (kind === 'directory') {
          if (t.busybox && !recursive) {
            yield* t.warn(`'${operand}' is a directory`);
            continue;
          }
          if (!recursive && !(t.options.has('d') && fs.readdir(path).length === 0)) {
            const words = t.options.has('d') ? 'Directory not empty' : 'Is a directory';
            yield* t.warn(
              `${t.say(`cannot remove ${quote(operand)}`, `can't remove '${operand}'`)}: ${words}`,
            );
            continue;
          }
          if (name === '.' || name === '..') {
            yield* t.warn(`refusing to remove '.' or '..' directory: skipping ${quote(operand)}`);
            continue;
          }
          if (fs.realpath(path) === '/' && !t.options.has('no-preserve-root')) {
            yield* t.warn(`it is dangerous to operate recursively on ${quote(operand)}`);
            yield* t.warn('use --no-preserve-root to override this failsafe');
            continue;
          }
        }
      } catch (error) {
        const words = reason(error);
        if (!(force && words === 'No such file or directory'))
          yield* t.warn(`${t.say(`cannot remove ${quote(operand)}`, `can't remove '${operand}'`)}: ${words}`);
        continue;
      }
      yield* attempt(operand);
    }
  },
);
