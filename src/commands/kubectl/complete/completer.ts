import type { ApiHandler } from '../../../cluster/apiserver/request.ts';
import type { Completer } from '../../../shell/readline/completion.ts';
import { textWidth } from '../../../shell/width.ts';
import { FILES_ENDING_IN, NO_FILES, NO_SPACE, type Offer } from './answer.ts';
import { completeLine } from './line.ts';
import { Place } from './place.ts';

/**
 * What Tab offers after `kubectl`: what `kubectl __complete` answers, as the script of `kubectl completion bash` puts it to readline.
 * Models cobra's bash completion, version 2.
 */
export function kubectlCompleter(handle: ApiHandler): Completer {
  return ({ words, current, fs, cwd, env }) => {
    const { offers, directive } = completeLine(
      words.slice(1),
      current,
      (flags) => new Place(handle, { fs, cwd, env }, flags),
    );
    if ((directive & FILES_ENDING_IN) !== 0)
      return { candidates: [], files: true, endings: offers.map(({ value }) => `.${value}`) };
    // `--flag=` stays in the word that the candidates take the place of.
    const before = /^--?[^=]*=/.exec(current)?.[0] ?? '';
    const several = offers.length > 1;
    const width = Math.max(0, ...offers.map(({ value }) => textWidth(value)));
    return {
      candidates: offers.map((offer) => ({
        value: before + offer.value,
        display: several ? described(offer, width) : offer.value,
      })),
      suffix: (directive & NO_SPACE) === 0 ? ' ' : '',
      files: offers.length === 0 && (directive & NO_FILES) === 0,
    };
  };
}

function described({ value, words }: Offer, width: number): string {
  return words === '' ? value : `${value}${' '.repeat(width - textWidth(value))}  (${words})`;
}
