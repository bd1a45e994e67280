import type { Task } from '../../sim/index.ts';
import { Failure, missingOperand, quote, reason, tool, type Tool } from './tool.ts';
import { groups, users } from './users.ts';

function userId(t: Tool, name: string): number {
  if (/^\d+$/.test(name)) return Number(name);
  const user =
    users(t.context.fs).find((one) => one.name === name) ?? (name === 'root' ? { uid: 0 } : undefined);
  if (!user) throw new Failure(`invalid user: ${quote(name)}`);
  return user.uid;
}

function groupId(t: Tool, name: string): number {
  if (/^\d+$/.test(name)) return Number(name);
  const group =
    groups(t.context.fs).find((one) => one.name === name) ?? (name === 'root' ? { gid: 0 } : undefined);
  if (!group) throw new Failure(`invalid group: ${quote(name)}`);
  return group.gid;
}

function program(kind: 'owner' | 'group') {
  return tool(
    { options: 'c/changes f/quiet /silent R/recursive v/verbose h/no-dereference H L P' },
    function* (t) {
      const { fs } = t.context;
      const [owner, ...files] = t.operands;
      if (owner === undefined) throw missingOperand(t.name);
      if (files.length === 0) throw missingOperand(t.name, owner);
      const [user = '', group] = kind === 'owner' ? owner.split(/[:.]/) : ['', owner];
      const uid = user === '' ? undefined : userId(t, user);
      const gid = group === undefined || group === '' ? undefined : groupId(t, group);
      const apply = function* (operand: string): Task {
        try {
          const path = t.path(operand);
          const stat = fs.lstat(path);
          fs.chown(path, uid ?? stat.uid, gid ?? stat.gid, { follow: !t.options.has('h') });
          if (!t.options.has('R') || stat.kind !== 'directory') return;
          for (const { name } of fs.readdir(path)) yield* apply(`${operand}/${name}`);
        } catch (error) {
          const words = reason(error);
          const what = kind === 'owner' ? 'ownership' : 'group';
          const said = words === 'No such file or directory' ? `cannot access` : `changing ${what} of`;
          if (t.options.has('f')) t.status = 1;
          else yield* t.warn(`${said} ${quote(operand)}: ${words}`);
        }
      };
      for (const file of files) yield* apply(file);
    },
  );
}

/** chown(1). */
export const chown = program('owner');
/** chgrp(1). */
export const chgrp = program('group');
