import { Failure, tool } from './tool.ts';

/** ping(8): there is no ICMP in this network, and it says so. */
export const ping = tool({ plain: true }, function* (t) {
  const host = t.operands.find((operand) => !operand.startsWith('-'));
  if (host === undefined) throw new Failure('usage error: Destination address required', 2);
  throw new Failure('ICMP is not simulated here: try nc -zv HOST PORT, wget or nslookup', 2);
});
