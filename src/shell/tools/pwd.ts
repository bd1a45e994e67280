import { tool } from './tool.ts';

/** pwd(1). */
export const pwd = tool({ options: 'L/logical P/physical' }, function* (t) {
  const { fs, cwd, env } = t.context;
  const logical = env.get('PWD');
  const real = fs.realpath(cwd);
  const usable = logical !== undefined && fs.exists(logical) && fs.realpath(logical) === real;
  t.put(`${t.options.last('L', 'P') === 'L' && usable ? logical : real}\n`);
});
