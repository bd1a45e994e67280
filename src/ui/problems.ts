import type { Messages } from '../i18n/index.ts';
import type { ErrnoCode } from '../session/messages.ts';

/** Why a file could not be saved, in the reader's words. */
export function saveProblem(code: ErrnoCode, words: Messages): string {
  const reasons: Readonly<Partial<Record<ErrnoCode, string>>> = words.editor.reasons;
  return words.editor.saveFailed(reasons[code] ?? code);
}
