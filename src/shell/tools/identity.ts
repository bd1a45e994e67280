import { extraOperand, Failure, quote, tool } from './tool.ts';
import { groupName, groups, userName, users } from './users.ts';

/** whoami(1). */
export const whoami = tool({}, function* (t) {
  if (t.operands[0] !== undefined) throw extraOperand(t.name, t.operands[0]);
  const { uid } = t.context.fs.user;
  const name = userName(t.context.fs, uid);
  if (name === undefined) throw new Failure(`cannot find name for user ID ${uid}`);
  t.put(`${name}\n`);
});

/** id(1). */
export const id = tool({ options: 'a g/group G/groups n/name r/real u/user z/zero' }, function* (t) {
  const { fs } = t.context;
  const [operand] = t.operands;
  let { uid, gid } = fs.user;
  let more = [...(fs.user.groups ?? [])];
  if (operand !== undefined) {
    const user = users(fs).find((one) => one.name === operand || String(one.uid) === operand);
    if (!user) throw new Failure(`${quote(operand)}: no such user`);
    ({ uid, gid } = user);
    more = groups(fs)
      .filter(({ members }) => members.includes(user.name))
      .map((group) => group.gid);
  }
  const all = [gid, ...more.filter((one) => one !== gid)];
  const name = t.options.has('n');
  if (name && !['g', 'G', 'u'].some((key) => t.options.has(key)))
    throw new Failure('cannot print only names or real IDs in default format');
  const show = (number: number, find: typeof userName): string =>
    (name ? find(fs, number) : undefined) ?? String(number);
  if (t.options.has('u')) t.put(`${show(uid, userName)}\n`);
  else if (t.options.has('g')) t.put(`${show(gid, groupName)}\n`);
  else if (t.options.has('G')) t.put(`${all.map((one) => show(one, groupName)).join(' ')}\n`);
  else {
    const named = (number: number, text: string | undefined): string =>
      text === undefined ? String(number) : `${number}(${text})`;
    const list = all.map((one) => named(one, groupName(fs, one))).join(',');
    t.put(`uid=${named(uid, userName(fs, uid))} gid=${named(gid, groupName(fs, gid))} groups=${list}\n`);
  }
});
