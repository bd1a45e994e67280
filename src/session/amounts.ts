const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'];

/** An amount as people write it: millicores or cores, bytes with a binary suffix (one decimal at most), pieces. */
export function formatQuantity(resource: string, amount: number): string {
  if (resource === 'cpu') return amount % 1000 === 0 ? String(amount / 1000) : `${amount}m`;
  if (resource !== 'memory') return String(amount);
  let power = 0;
  let value = amount;
  while (value >= 1024 && power < BINARY.length - 1) {
    value /= 1024;
    power++;
  }
  return `${Math.round(value * 10) / 10}${BINARY[power] ?? ''}`;
}
