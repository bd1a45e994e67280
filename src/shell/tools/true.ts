import type { Program } from '../types.ts';

/** true(1). */
export const trueProgram: Program = function* () {
  return 0;
};

/** false(1). */
export const falseProgram: Program = function* () {
  return 1;
};
