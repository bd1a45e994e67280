import { baseName, directoryName } from '../fs/path.ts';
import { extraOperand, missingOperand, tool } from './tool.ts';

/** basename(1). */
export const basename = tool({ options: 'a/multiple s:/suffix z/zero', stop: true }, function* (t) {
  const [first, second, third] = t.operands;
  if (first === undefined) throw missingOperand(t.name);
  const many = t.options.has('a') || t.options.has('s');
  if (!many && third !== undefined) throw extraOperand(t.name, third);
  const suffix = t.options.get('s') ?? (many ? '' : (second ?? ''));
  for (const operand of many ? t.operands : [first]) {
    const name = baseName(operand);
    t.put(
      `${suffix !== '' && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name}\n`,
    );
  }
});

/** dirname(1). */
export const dirname = tool({ options: 'z/zero', stop: true }, function* (t) {
  if (t.operands.length === 0) throw missingOperand(t.name);
  for (const operand of t.operands) t.put(`${directoryName(operand)}\n`);
});
