import type { Case } from './case.ts';
import { GREP, SED } from './grep-sed.ts';
import { JQ } from './jq.ts';
import { RARER } from './rarer.ts';
import { SMALL } from './small.ts';
import { TEXT } from './text.ts';

export { FILES, type Case } from './case.ts';

/** Everything that is compared with the machine's own tools. */
export const CASES: readonly Case[] = [...TEXT, ...SMALL, ...RARER, ...GREP, ...SED, ...JQ];
