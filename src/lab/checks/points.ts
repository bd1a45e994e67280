/**
 * Each check's share of an exercise's points: what it says itself; the rest is shared evenly by those that say nothing, whole points
 * each, the earlier ones getting what is left over. The shares add up to the exercise's points.
 */
export function sharePoints(
  points: number,
  checks: readonly { readonly id: string; readonly points?: number | undefined }[],
): ReadonlyMap<string, number> {
  const open = checks.filter((check) => check.points === undefined).length;
  const rest = points - checks.reduce((sum, check) => sum + (check.points ?? 0), 0);
  const each = open === 0 ? 0 : Math.floor(rest / open);
  let over = rest - each * open;
  const shares = new Map<string, number>();
  for (const check of checks) {
    const share = check.points ?? each + (over-- > 0 ? 1 : 0);
    shares.set(check.id, share);
  }
  return shares;
}
