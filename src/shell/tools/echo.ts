import { echoText } from './echo-text.ts';
import { tool } from './tool.ts';

/** echo(1). */
export const echo = tool({ plain: true }, function* (t) {
  t.put(echoText(t.operands));
});
